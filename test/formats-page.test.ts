import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FORMATS } from '../src/format/all.ts'
import type { FieldDescription, FormatComponent } from '../src/format/component.ts'
import { formats as words } from '../src/messages/en/formats.ts'
import { root } from './e2e/support.ts'

const PAGE = join(root, 'docs/formats.md')
const PART = /(<!-- formats: made by test\/formats-page\.test\.ts -->\n)[\s\S]*(<!-- end of formats -->)/

function field({ name, nullable, optional }: FieldDescription): string {
  if (name === '*') return 'what else the line has'
  return `\`${name}\`${nullable ? '?' : ''}${optional ? '~' : ''}`
}

function row({ name, logTypes }: FormatComponent): string {
  const types = logTypes.map(
    (type) =>
      `\`${type.name}\`: ${type.fields
        .filter((one) => one.name !== 'log_type')
        .map(field)
        .join(', ')}`,
  )
  return `| \`${name}\` | ${(words.summaries as Record<string, string>)[name]} | ${types.join('<br>')} |\n`
}

function example({ name, logTypes }: FormatComponent): string {
  return logTypes
    .map((type) => {
      const pattern = type.pattern === undefined ? '' : `--pattern '${type.pattern}'\n`
      return `\`${name}\`${logTypes.length > 1 ? ` (${type.name})` : ''}:\n\n\`\`\`text\n${pattern}${type.example}\n\`\`\`\n`
    })
    .join('\n')
}

/** The part of the page that the formats themselves write. */
function made(): string {
  const head = '| type | reads | `log_type` and its fields |\n| --- | --- | --- |\n'
  return `\n${head}${FORMATS.map(row).join('')}\n## An example of each\n\n${FORMATS.map(example).join('\n')}\n`
}

// `UPDATE_PAGES=1 npm test -- test/formats-page.test.ts` writes it.
test('the page of formats has every format, with the fields and example that it has', () => {
  const page = readFileSync(PAGE, 'utf8')
  const right = page.replace(PART, (_, before: string, after: string) => `${before}${made()}${after}`)
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(PAGE, right)
  expect(readFileSync(PAGE, 'utf8')).toBe(right)
  expect(page).toMatch(PART)
})
