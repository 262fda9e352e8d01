/** `run.js NAME [words]`: runs one benchmark and prints what it found. */
import { machine } from './machine.ts'
import { OPTIONS_HELP, readOptions } from './options.ts'
import { type Benchmark, tableOf } from './section.ts'

const [name] = process.argv.splice(2, 1)
const benchmark = (await import(`../${name}.js`)) as Partial<Benchmark>
// The older ones measure when they are loaded, and have words of their own.
if (benchmark.measure && benchmark.defaults) {
  if (process.argv.includes('--help')) process.stdout.write(`npm run bench -- ${name} ${OPTIONS_HELP}\n`)
  else {
    process.stdout.write(`${machine()}\n`)
    for (const section of await benchmark.measure(readOptions(benchmark.defaults)))
      process.stdout.write(`\n${section.title}\n${section.about}\n${tableOf(section).text()}`)
  }
}
