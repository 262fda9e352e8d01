import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FORMATS } from '../src/format/all.ts'
import { type Place, PREFIX, placesOf, type Schema } from '../src/format/shape/schema-map.ts'
import { SCHEMAS } from '../src/format/shape/schemas.ts'
import { root } from './e2e/support.ts'

const PAGE = join(root, 'docs/schemas.md')
const PART = /(<!-- schemas: made by test\/schemas-page\.test\.ts -->\n)[\s\S]*(<!-- end of schemas -->)/

const HOW: Readonly<Record<Place['as'], string>> = {
  text: 'text',
  integer: 'integer',
  number: 'number',
  any: 'as it is',
  address: 'IP address',
  target: 'text',
  protocol: 'text',
  nanoseconds: 'integer, ns',
  list: 'list of texts',
  level: 'text',
}

function placeOf(schema: Schema, logType: string, name: string): string {
  const place = placesOf(schema, logType)[name]
  if (place === undefined) return `\`${PREFIX}.${name}\``
  const also = [
    place.query && `\`${place.query}\``,
    place.name && `\`${place.name}\``,
    place.number && `\`${place.number}\``,
  ].filter(Boolean)
  const and = also.length > 0 ? ` and ${also.join(', ')}` : ''
  const or = place.otherwise === undefined ? '' : `, else \`${place.otherwise}\``
  const type = name === 'timestamp' ? 'date' : HOW[place.as]
  return `\`${place.to}\` (${type})${and}${or}`
}

/** Every field of every log type, those that go to the same places together. */
function rows(): string[] {
  const places = new Map<string, string[]>()
  const add = (logType: string, name: string): void => {
    const key = `| \`${name}\` | %s | ${placeOf(SCHEMAS.ecs, logType, name)} | ${placeOf(SCHEMAS.otel, logType, name)} |`
    places.set(key, [...(places.get(key) ?? []), logType])
  }
  for (const { logTypes } of FORMATS)
    for (const { name: logType, fields } of logTypes)
      for (const { name } of [...fields, { name: 'host' }]) if (name !== '*') add(logType, name)
  // What format strings of users may have besides, and what applications write.
  const access = [...Object.keys(SCHEMAS.ecs.access), ...Object.keys(SCHEMAS.otel.access)]
  for (const name of new Set(access)) add('custom formats', name)
  for (const name of Object.keys({ ...SCHEMAS.ecs.common, ...SCHEMAS.otel.common })) add('application', name)
  return [...places].map(([key, types]) => key.replace('%s', whose([...new Set(types)])))
}

/** Of many log types only how many: the page of formats has them all. */
function whose(types: readonly string[]): string {
  return types.length > 6 ? `${types.length} log types` : types.join(', ')
}

function made(): string {
  const head = '| field | of | ECS | OpenTelemetry |\n| --- | --- | --- | --- |\n'
  return `\n${head}${rows().join('\n')}\n\n`
}

// `UPDATE_PAGES=1 npm test -- test/schemas-page.test.ts` writes it.
test('the page of schemas has every field of every format, with the place that it goes to', () => {
  const page = readFileSync(PAGE, 'utf8')
  const right = page.replace(PART, (_, before: string, after: string) => `${before}${made()}${after}`)
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(PAGE, right)
  expect(readFileSync(PAGE, 'utf8')).toBe(right)
  expect(page).toMatch(PART)
})
