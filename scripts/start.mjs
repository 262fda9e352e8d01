// `npm start`: installs what is missing, builds, and runs the main job with no AWS account.
import { join } from 'node:path'
import { root, runNode, setUp } from './setup.mjs'

setUp()
runNode([join(root, 'bin', 'kinetail.js'), 'demo', ...process.argv.slice(2)])
