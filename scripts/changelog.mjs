// `npm run changelog -- VERSION`: moves the fragments of changes/ into CHANGELOG.md under that version.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const KINDS = ['added', 'changed', 'fixed', 'removed']
const [version] = process.argv.slice(2)
if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) {
  process.stderr.write('Usage: npm run changelog -- 1.2.3\n')
  process.exit(2)
}

const folder = join(root, 'changes')
const fragments = readdirSync(folder).filter((name) => /\.(added|changed|fixed|removed)\.md$/.test(name))
const sections = KINDS.flatMap((kind) => {
  const texts = fragments
    .filter((name) => name.endsWith(`.${kind}.md`))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  if (texts.length === 0) return []
  const items = texts.map((text) => `- ${text.trim().replaceAll('\n', '\n  ')}`)
  return [`### ${kind[0].toUpperCase()}${kind.slice(1)}\n\n${items.join('\n')}\n`]
})
if (sections.length === 0) {
  process.stderr.write('changes/ holds no fragment: nothing to release.\n')
  process.exit(1)
}

const file = join(root, 'CHANGELOG.md')
const [head, ...older] = readFileSync(file, 'utf8').split(/^(?=## )/m)
const today = new Date().toISOString().slice(0, 10)
writeFileSync(
  file,
  [head.trimEnd(), '\n\n', `## ${version} (${today})\n\n${sections.join('\n')}\n`, ...older].join(''),
)
for (const name of fragments) rmSync(join(folder, name))
