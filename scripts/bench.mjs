// `npm run bench -- NAME [words]`: builds and runs bench/NAME.ts; without a name it lists what there is.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode, setUp } from './setup.mjs'

const [name, ...words] = process.argv.slice(2)
const folder = join(root, 'bench')
if (name === undefined || !existsSync(join(folder, `${name}.ts`))) {
  for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.ts'))) {
    const summary = /^\/\*\* (.*?)(?: \*\/)?$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? ''
    process.stdout.write(`npm run bench -- ${file.replace(/\.ts$/, '').padEnd(16)} ${summary}\n`)
  }
  process.exit(name === undefined ? 0 : 2)
}
setUp()
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.bench.json')], {
  stdio: ['ignore', 2, 2],
})
if (status !== 0) process.exit(status ?? 1)
// What is built here looks for the kernel where a package has it.
mkdirSync(join(root, 'build', 'dist'), { recursive: true })
copyFileSync(join(root, 'dist', 'kernel.wasm'), join(root, 'build', 'dist', 'kernel.wasm'))
runNode([join(root, 'build', 'bench', 'harness', 'run.js'), name, ...words])
