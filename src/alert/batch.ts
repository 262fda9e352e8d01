/** Records on their way to the rules. */
export interface LogBatch {
  /** The JSON of each record, on one line. */
  readonly lines: readonly string[]
  /** When each came, or all of them, ms since the epoch; never before the batch before. */
  readonly at: number | readonly number[]
  /** The file each is from, or all of them; undefined where nobody knows. */
  readonly file: string | readonly string[] | undefined
}

export function timeOf({ at }: LogBatch, line: number): number {
  return typeof at === 'number' ? at : at[line]!
}

export function fileOf({ file }: LogBatch, line: number): string | undefined {
  return typeof file === 'string' ? file : file?.[line]
}

/** The time of the last record. */
export function lastTime(batch: LogBatch): number {
  return timeOf(batch, batch.lines.length - 1)
}
