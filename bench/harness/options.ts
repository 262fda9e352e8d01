import { parseArgs } from 'node:util'
import type { DataSource } from './data.ts'
import type { SinkOptions } from './sink.ts'

/** What every benchmark understands after its name. */
export interface Options {
  /** Interleaved runs of each case. */
  readonly rounds: number
  readonly data: DataSource
  readonly sink: SinkOptions
  /** Only the cases whose name has one of these words. */
  readonly only: readonly string[]
  /** Words without a flag. */
  readonly words: readonly string[]
}

export const OPTIONS_HELP =
  '--rounds N --lines N --data ACCESS_LOG --json-data JSON_LOG --sink-binary FILE --shards N --only WORD'

/** @param defaults of this benchmark: rounds, and lines of each file */
export function readOptions(defaults: { rounds: number; lines: number }): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: String(defaults.rounds) },
      lines: { type: 'string', default: String(defaults.lines) },
      data: { type: 'string' },
      'json-data': { type: 'string' },
      'sink-binary': { type: 'string' },
      shards: { type: 'string', default: '8' },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  return {
    rounds: count('rounds', values.rounds, 100),
    data: {
      lines: count('lines', values.lines, 20_000_000),
      access: values.data,
      application: values['json-data'],
    },
    sink: { shards: count('shards', values.shards, 500), binary: values['sink-binary'] },
    only: values.only,
    words: positionals,
  }
}

/** A word that ends in `$` wants the names that end so. */
export function wanted(name: string, { only }: Options): boolean {
  const matches = (word: string): boolean =>
    word.endsWith('$') ? name.endsWith(word.slice(0, -1)) : name.includes(word)
  return only.length === 0 || only.some(matches)
}

function count(name: string, written: string, most: number): number {
  const number = Number(written)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new Error(`--${name} is a whole number from 1 to ${most}, not \`${written}\``)
}
