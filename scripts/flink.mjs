// `npm run flink`: the results of `kinetail query` beside those of a real Flink, for every statement of test/flink/cases.ts.
// `npm run flink -- --record` writes what came of it to test/fixtures/flink, for machines without Flink.
// Flink comes from Maven Central, into build/flink; Java 11 or newer and Maven must be there.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, setUp } from './setup.mjs'

const home = join(root, 'build', 'flink')
const [jars, classes] = [join(home, 'jars'), join(home, 'classes')]

function fail(sentence) {
  process.stderr.write(`kinetail: ${sentence}\n`)
  process.exit(1)
}

function tool(command, words, what) {
  const { status, error, stdout } = spawnSync(command, words, {
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  })
  if (error) fail(`${what} needs ${command}, which is not there (${error.message}).`)
  if (status !== 0)
    fail(
      `${what} failed:\n${stdout
        .split('\n')
        .filter((line) => line.includes('ERROR'))
        .slice(0, 3)
        .join('\n')}`,
    )
}

setUp()
for (const folder of [jars, classes]) mkdirSync(folder, { recursive: true })
copyFileSync(join(root, 'scripts', 'flink', 'pom.xml'), join(home, 'pom.xml'))
tool(
  'mvn',
  ['-B', '-q', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
  'fetching Flink from Maven Central',
)
const { SQL_JOB } = await import('../dist/query/flink/sql-job.js')
writeFileSync(join(home, 'SqlJob.java'), SQL_JOB)
copyFileSync(join(root, 'scripts', 'flink', 'FlinkRun.java'), join(home, 'FlinkRun.java'))
tool('javac', ['-cp', `${jars}/*`, '-d', classes, 'SqlJob.java', 'FlinkRun.java'], 'compiling the job')
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'test/flink'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      KINETAIL_FLINK: home,
      ...(process.argv.includes('--record') ? { KINETAIL_FLINK_RECORD: 'yes' } : {}),
    },
  },
)
process.exit(status ?? 1)
