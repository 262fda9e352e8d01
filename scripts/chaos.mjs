// `npm run chaos -- --rounds 500 --seed 42`: rounds of failures, see docs/chaos.md. `--seed 42 --round 17`: one of them again.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, runNode, setUp } from './setup.mjs'

setUp()
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.chaos.json')], {
  stdio: ['ignore', 2, 2],
})
if (status !== 0) process.exit(status ?? 1)
runNode([join(root, 'build', 'test', 'chaos', 'run.js'), ...process.argv.slice(2)])
