import type { ResultBatch, ResultRow, Value } from '../result.ts'

/** What a result says beside its columns. A column of the query that has such a name keeps it: then this is left out. */
export interface ResultLabels {
  /** Say which stream a row belongs to: where a statement shows several. */
  readonly stream: boolean
  /** Say the revision also where it is 0. */
  readonly revision?: boolean
}

/** A value as JSON text: whole numbers as they are, however large; what JSON has no word for (NaN, Infinity) is null. */
export function jsonOf(value: Value | undefined): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(jsonOf).join(',')}]`
  return `{${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}:${jsonOf(one)}`)
    .join(',')}}`
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/**
 * One result as one JSON object without line end: the columns in their order, then `result_id`, which names the result however
 * often it is delivered, and `revision` where it takes the place of an earlier one with the same id.
 */
export function resultJson(batch: ResultBatch, row: ResultRow, labels: ResultLabels): string {
  const members = batch.columns.map(({ name }, i) => member(name, row.values[i]))
  const has = (name: string): boolean => batch.columns.some((column) => column.name === name)
  if (labels.stream && !has('stream')) members.unshift(member('stream', batch.stream))
  if (!has('result_id')) members.push(member('result_id', row.id))
  if ((batch.revision > 0 || labels.revision === true) && !has('revision'))
    members.push(member('revision', batch.revision))
  return `{${members.join(',')}}`
}

function member(name: string, value: Value | undefined): string {
  return `${JSON.stringify(name)}:${jsonOf(value)}`
}
