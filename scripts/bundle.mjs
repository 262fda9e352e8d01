/**
 * Joins the compiled command and what it imports into few files, in dist/bundle: loading its several hundred modules one by one
 * costs more than half of its start-up. What is loaded on demand stays on demand, each in a file of its own.
 * The library (dist/index.js) is not bundled: its layout is that of the sources.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
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
  // Short, but with the names that stand in a stack trace.
  minify: { compress: true, mangle: false, codegen: true },
})
await build.close()
writeFileSync(join(folder, 'LICENSES.txt'), licences(packagesIn(output)))

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
