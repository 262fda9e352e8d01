import type { Options } from './options.ts'
import { Table } from './table.ts'

/** What one benchmark found: a table under a title. */
export interface Section {
  readonly title: string
  /** What was measured and how, in a sentence or two. */
  readonly about: string
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What was to be reached, where something was. */
  readonly goals?: readonly Goal[]
}

/** A figure that is to be reached, and whether the median did. */
export interface Goal {
  readonly what: string
  readonly goal: string
  readonly figure: string
  readonly reached: boolean
}

/** A file of `bench/`, as `npm run bench -- NAME` runs it. */
export interface Benchmark {
  readonly defaults: { readonly rounds: number; readonly lines: number }
  measure(options: Options): Promise<readonly Section[]>
}

export function tableOf({ headings, rows }: Section): Table {
  const table = new Table(...headings)
  for (const row of rows) table.add(...row)
  return table
}
