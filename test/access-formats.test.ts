import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseApacheFormat } from '../src/format/apache-format.ts'
import { compileTable } from '../src/format/compile-table.ts'
import { accessForm } from '../src/format/kernel-access.ts'
import { parseNginxFormat } from '../src/format/nginx-format.ts'

const document = readFileSync(new URL('../docs/access-formats.md', import.meta.url), 'utf8')
/** By the WRITE_… codes of `src/format/op-codes.ts`. */
const TYPES = [
  '',
  'text',
  'number',
  'number',
  'number',
  'number or text',
  'time',
  'text',
  'number, text or list',
]

/** The row that the document has for a directive, made by compiling it. */
function row(server: 'apache' | 'nginx', written: string): string {
  const parts = server === 'apache' ? parseApacheFormat(written) : parseNginxFormat(written)
  const table = compileTable(parts, {
    logType: 'x',
    escapes: server,
    keep: 'all',
    tail: 'any',
    isUsers: true,
  })
  const isFast = accessForm([{ table, shared: 0, key: -1 }]) !== null
  const ops = table.emit.filter(({ name }) => name !== '' && (name !== 'timestamp' || table.timeOp >= 0))
  const names = ops.map(({ name }) => `\`${name}\``).join(', ')
  const types = [...new Set(ops.map(({ code }) => TYPES[code]))].join(', ')
  return `| \`${written}\` | ${names} | ${types} | ${isFast ? 'yes' : 'no'} |`
}

function rowsBelow(heading: string): string[] {
  const section = document.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!
  return section.split('\n').filter((line) => line.startsWith('| `'))
}

describe('docs/access-formats.md', () => {
  test.each(rowsBelow('Apache'))('%s', (written) => {
    expect(row('apache', /`([^`]*)`/.exec(written)![1]!)).toBe(written)
  })
  test.each(rowsBelow('nginx'))('%s', (written) => {
    expect(row('nginx', /`([^`]*)`/.exec(written)![1]!)).toBe(written)
  })
  test('has every directive of Apache without an argument', () => {
    const letters = [...'abBACDefhHiIklLmnoOpPqrRsStTuUvVxX']
    const rows = rowsBelow('Apache').join('\n')
    for (const letter of letters) expect(rows).toMatch(new RegExp(`%[^\`]*${letter}`))
    expect(rows).toContain('%^FB')
  })
})
