// `npm test`: installs what is missing, builds, and runs the whole suite. `npm test -- src/format` runs a part.
import { join } from 'node:path'
import { root, runNode, setUp } from './setup.mjs'

setUp()
runNode([join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)])
