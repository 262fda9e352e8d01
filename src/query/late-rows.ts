import type { LateRow } from './result.ts'
import type { RowBatch } from './row-batch.ts'
import type { Missed } from './windows/runner.ts'

/** Late rows as they are told.
 * @param query its name
 */
export function lateRows(query: string, batch: RowBatch, missed: readonly Missed[]): LateRow[] {
  return missed.map(({ row, windows }) => ({
    query,
    rowtime: batch.rowtime[row]!,
    missed: windows,
    ...batch.tell(row),
  }))
}
