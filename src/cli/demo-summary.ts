import type { LogInput } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import { type Account, inFlight } from '../stats/ledger.ts'
import type { ReadBack } from './demo-reader.ts'

export interface DemoResult {
  /** Lines written, by path. */
  readonly written: ReadonlyMap<string, number>
  readonly files: readonly LogInput[]
  readonly ledger: Readonly<Account>
  readonly counts: ReadBack
  /** Entries that were not acknowledged in time. */
  readonly left: number
}

/** Prints what was written, sent and read back, and returns whether every line is accounted for. */
export function closingSummary(result: DemoResult, json: boolean): boolean {
  const { written, files, ledger, counts, left } = result
  const lines = [...written.values()].reduce((sum, count) => sum + count, 0)
  const missing = ledger.sent - counts.records
  const fine =
    left === 0 && missing === 0 && counts.doubled === 0 && inFlight(ledger) === 0 && ledger.read === lines
  if (json) {
    const readBack = {
      records: counts.records,
      missing,
      doubled: counts.doubled,
      log_types: Object.fromEntries(counts.logTypes),
    }
    process.stdout.write(
      `${JSON.stringify({ lines_written: lines, read_back: readBack, accounted_for: fine })}\n`,
    )
    return fine
  }
  const { demo } = text.pipeline
  const number = new Intl.NumberFormat('en').format
  const byType = files.map(({ path, type }) => `${type} ${number(written.get(path) ?? 0)}`).join(', ')
  const sentences = [
    '',
    `=== ${demo.closing} ===`,
    demo.written(number(lines), byType),
    demo.readBack(number(counts.records), number(missing), number(counts.doubled)),
    demo.deadLetters(number(ledger.dead)),
    fine ? demo.fine : demo.notFine,
  ]
  process.stdout.write(`${sentences.join('\n')}\n`)
  return fine
}
