// `npm run fuzz`: compares the kernel with the plain engine on random logs, for an hour.
// `npm run fuzz -- --minutes 10 --seed 42`: for ten minutes, the same logs as with that seed before.
// `npm run fuzz -- --formats`: random format strings of Apache and nginx, and lines for them.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, runNode, setUp } from './setup.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string' },
    formats: { type: 'boolean' },
  },
})
const seed = values.seed ?? String(Date.now() % 2 ** 31)

setUp()
process.env.KINETAIL_FUZZ_MINUTES = values.minutes
process.env.KINETAIL_FUZZ_SEED = seed
console.log(`seed ${seed}, ${values.minutes} minutes`)
runNode([
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  values.formats ? 'test/equality/formats' : 'test/equality',
])
