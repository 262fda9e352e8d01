/**
 * Joins the compiled command and what it imports into few files, in dist/bundle: loading its several hundred modules one by one
 * costs more than half of its start-up. What is loaded on demand stays on demand, each in a file of its own.
 * The library (dist/index.js) is not bundled: its layout is that of the sources.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
/**
 * Files of their own, and the modules of `dist` or of packages that are in each with all that they import: what most commands need, what
 * parses, what checks settings, what each client of AWS loads. A file costs a quarter of a millisecond, and rolldown alone makes one for
 * each set of commands that share something. Of what stands in two, the first has it. A command that needs little of a file loads
 * all of it: that is why `records` and `rules` are apart from `format`.
 */
const FILES = {
  base: [/^dist\/base\//, 'dist/messages/messages.js'],
  frame: ['dist/cli/frame.js', 'dist/cli/setting-flags.js', 'dist/format/types.js'],
  records: ['dist/format/block-builder.js', 'dist/format/shape/schemas.js'],
  rules: [
    'dist/format/multiline/multiline.js',
    /^dist\/format\/shape\/(redaction|field-tests|shape-options)\.js$/,
  ],
  format: [
    /^dist\/format\/(pool|detect|header-memory)\.js$/,
    /^dist\/source\/(events|line-cutter|tail\/buffers)\.js$/,
  ],
  config: ['dist/config/load.js'],
  sdk: [/client-kinesis\/dist-es\/KinesisClient\.js$/, /node-http-handler\/dist-es\/index\.js$/],
}

/** Built-in modules that a package loads at its start for what kinetail never asks it for: there when something of them is used. */
const LATER = {
  'node:http2': { importer: /@smithy\/node-http-handler/, exported: 'export default' },
  'node:child_process': { importer: /commander/, exported: 'module.exports =' },
}
const later = {
  name: 'later',
  resolveId: (source, importer) => (LATER[source]?.importer.test(importer) ? `\0later/${source}` : undefined),
  load: (id) => (id.startsWith('\0later/') ? laterModule(id.slice('\0later/'.length)) : undefined),
}

/** As deep as the folders of dist, because modules find kernel.wasm and package.json from where they are. */
const folder = join(root, 'dist', 'bundle')

const build = await rolldown({
  cwd: root,
  // Workers are started by their names (`src/format/pool.ts`, `src/alert/alert-thread.ts`, `src/serve/sql/sql-box.ts`).
  input: {
    main: 'dist/cli/main.js',
    worker: 'dist/format/worker.js',
    'alert-worker': 'dist/alert/alert-worker.js',
    'sql-worker': 'dist/serve/sql/sql-worker.js',
  },
  plugins: [later],
  platform: 'node',
  // For node, rolldown would take the CommonJS build (`main`) of packages that have both. Of the ES build it leaves out what
  // nobody imports and splits the rest: over a tenth of the CPU time of `kinetail stream` over a few lines was for code of the
  // SDK that it never ran.
  resolve: { mainFields: ['module', 'main'] },
  // Its machine code is found from where it lies.
  external: [/^@duckdb\//],
  logLevel: 'warn',
})
rmSync(folder, { recursive: true, force: true })
const { output } = await build.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].js',
  codeSplitting: {
    groups: Object.entries(FILES).map(([name, modules], i, { length }) => ({
      name,
      priority: length - i,
      test: (id) => {
        const path = relative(root, id)
        return modules.some((one) => (typeof one === 'string' ? one === path : one.test(path)))
      },
    })),
  },
  // Short, but with the names that stand in a stack trace.
  minify: { compress: true, mangle: false, codegen: true },
})
await build.close()
for (const name of Object.keys(FILES))
  if (!output.some((file) => file.name === name)) throw new Error(`nothing is in the file ${name} of FILES`)
writeFileSync(join(folder, 'LICENSES.txt'), licences(packagesIn(output)))

/** A module that stands for a built-in one; its `constants` may be taken at once too, as the SDK does. */
function laterModule(name) {
  return `const later = (find) =>
    new Proxy({}, { get: (_, key) => (key === 'constants' ? later(() => find().constants) : find()[key]) })
  ${LATER[name].exported} later(() => process.getBuiltinModule('${name}'))`
}

/** Folders of the packages of which something is in the bundle. */
function packagesIn(output) {
  const folders = new Set()
  for (const { modules = {} } of output) {
    for (const id of Object.keys(modules)) {
      const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []
      if (folder !== undefined) folders.add(folder)
    }
  }
  return [...folders].sort()
}

/** What their authors ask to be passed on with their code; a text that many share is there once. */
function licences(folders) {
  const byText = new Map()
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`])
  }
  return [...byText]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(78)}\n\n`)
}
