// What `npm start` and `npm test` share: check the Node version, install what is missing, build what is stale.
// Plain Node, no dependency: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const OLDEST_NODE = [20, 19]
/** Says for which lock file node_modules was installed: npm leaves a half-done folder behind when it is interrupted. */
const INSTALLED_STAMP = join(root, 'node_modules', '.kinetail-installed')
/** Says for which sources dist was built. */
const BUILT_STAMP = join(root, 'dist', '.kinetail-built')

export function setUp() {
  checkNode()
  install()
  build()
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return
  fail(`kinetail needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`)
}

function install() {
  const wanted = hashOf([join(root, 'package-lock.json'), join(root, 'package.json')])
  if (stampOf(INSTALLED_STAMP) === wanted) return
  // A linked folder belongs to another checkout: `npm ci` would empty it under the feet of whoever works there.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return
  say('installing dependencies (npm ci) …')
  run(npm(), ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'])
  writeFileSync(INSTALLED_STAMP, wanted)
}

function build() {
  const sources = [
    join(root, 'asconfig.json'),
    join(root, 'tsconfig.json'),
    join(root, 'tsconfig.build.json'),
    join(root, 'scripts', 'bundle.mjs'),
    ...filesBelow(join(root, 'kernel')),
    ...filesBelow(join(root, 'src')),
    ...filesBelow(join(root, 'web')),
  ]
  const wanted = hashOf(sources)
  if (stampOf(BUILT_STAMP) === wanted) return
  say('building (npm run build) …')
  run(npm(), ['run', '--silent', 'build'])
  mkdirSync(dirname(BUILT_STAMP), { recursive: true })
  writeFileSync(BUILT_STAMP, wanted)
}

function stampOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function filesBelow(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? filesBelow(path) : [path]
    })
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}

function run(command, words) {
  // Its output goes to standard error: `npm start -- --json` keeps standard output for data.
  const { status, error } = spawnSync(command, words, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) fail(`\`${command} ${words.join(' ')}\` failed${error ? `: ${error.message}` : ''}.`)
}

function say(sentence) {
  process.stderr.write(`kinetail: ${sentence}\n`)
}

function fail(sentence) {
  say(sentence)
  process.exit(1)
}

/** Runs a Node program in the foreground: signals reach it, its exit code becomes ours. */
export function runNode(words) {
  const child = spawn(process.execPath, words, { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGKILL: 9 }[signal] ?? 0)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp()
