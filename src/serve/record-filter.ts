import type { TailEntry } from './api.ts'

export type EntryFilter = (entry: TailEntry) => boolean

/** A word: perhaps a minus, then `field` and an operator before the value, or a value alone; values may stand in quotes. */
const WORD = /(-?)(?:([A-Za-z_][\w.]*)(>=|<=|!=|[:=<>]))?(?:"([^"]*)"|(\S+))/g
/** Words of a filter at most. */
const MOST_WORDS = 20

/** What a filter of the live tail lets through: see `Tail` in api.ts. Nothing that is written can be wrong: what is no condition is a word to look for. */
export function recordFilter(written: string): EntryFilter {
  const conditions = [...written.matchAll(WORD)]
    .slice(0, MOST_WORDS)
    .map(([, minus, field, operator, quoted, plain]) => {
      const value = quoted ?? plain ?? ''
      const holds = field === undefined ? hasText(value) : compares(field, operator!, value)
      return minus === '-' ? (entry: Looked) => !holds(entry) : holds
    })
  if (conditions.length === 0) return () => true
  return (entry) => {
    const looked = new Looked(entry)
    return conditions.every((holds) => holds(looked))
  }
}

/** An entry, parsed when a condition wants a field. */
class Looked {
  readonly entry: TailEntry
  #record: unknown

  constructor(entry: TailEntry) {
    this.entry = entry
  }

  field(name: string): unknown {
    const { entry } = this
    if (name === 'kind' || name === 'source' || name === 'reason' || name === 'column') return entry[name]
    if (entry.kind === 'rejected') return undefined
    this.#record ??= parsed(entry.text)
    return name.split('.').reduce<unknown>((value, key) => memberOf(value, key), this.#record)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined
}

function hasText(value: string): (looked: Looked) => boolean {
  const wanted = value.toLowerCase()
  return ({ entry }) =>
    entry.text.toLowerCase().includes(wanted) || entry.source.toLowerCase().includes(wanted)
}

function compares(field: string, operator: string, value: string): (looked: Looked) => boolean {
  const wanted = value.toLowerCase()
  const number = Number(value)
  const textOf = (found: unknown): string =>
    (typeof found === 'object' ? JSON.stringify(found) : String(found)).toLowerCase()
  const tests: Readonly<Record<string, (found: unknown) => boolean>> = {
    ':': (found) => found !== undefined && textOf(found).includes(wanted),
    '=': (found) => found !== undefined && textOf(found) === wanted,
    '!=': (found) => found === undefined || textOf(found) !== wanted,
    '>': (found) => isNumber(found) && Number(found) > number,
    '>=': (found) => isNumber(found) && Number(found) >= number,
    '<': (found) => isNumber(found) && Number(found) < number,
    '<=': (found) => isNumber(found) && Number(found) <= number,
  }
  const test = tests[operator]!
  return (looked) => test(looked.field(field))
}

function isNumber(found: unknown): boolean {
  return (
    typeof found === 'number' || (typeof found === 'string' && found !== '' && !Number.isNaN(Number(found)))
  )
}
