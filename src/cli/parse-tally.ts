import type { RecordBlock } from '../format/format.ts'
import type { RejectReason } from '../format/reject-reasons.ts'
import { REJECT_REASONS } from '../format/reject-reasons.ts'
import { text } from '../messages/messages.ts'

/** Where the first line with a reason is. */
interface Seen {
  count: number
  readonly file: string
  /** Line number, from 1. */
  readonly line: number
  /** Byte column, from 1. */
  readonly column: number
}

/** What `kinetail parse` has seen so far. */
export class ParseTally {
  lines = 0
  records = 0
  blanks = 0
  /** Left out by a rule. */
  filtered = 0
  rejects = 0
  truncated = 0
  readonly #started: number = performance.now()
  readonly #reasons = new Map<RejectReason, Seen>()
  #file = ''
  #fileLines = 0

  beginFile(file: string): void {
    this.#file = file
    this.#fileLines = 0
  }

  add(block: RecordBlock): void {
    for (let i = 0; i < block.rejects; i++) {
      const reason = REJECT_REASONS[block.rejectReason[i]!]!
      const seen = this.#reasons.get(reason)
      if (seen) seen.count++
      else this.#reasons.set(reason, this.#first(block.rejectLine[i]!, block.rejectColumn[i]!))
    }
    this.lines += block.lines
    this.#fileLines += block.lines
    this.records += block.records
    const { filtered = 0 } = block
    this.blanks += block.blanks - filtered
    this.filtered += filtered
    this.rejects += block.rejects
  }

  /** The lines that were not parsed, by reason, with a place to look at; '' when there are none. */
  summary(): string {
    if (this.rejects === 0) return ''
    const rows = [...this.#reasons]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([reason, { count, file, line, column }]) =>
        text.format.rejected(count, text.format.reasons[reason], file, line, column),
      )
    return [text.format.notParsed(this.rejects, this.lines), ...rows, ''].join('\n')
  }

  statistics(): string {
    const seconds = (performance.now() - this.#started) / 1000
    return `${text.format.statistics(this, seconds)}\n`
  }

  #first(line: number, column: number): Seen {
    return { count: 1, file: this.#file, line: this.#fileLines + line + 1, column: column + 1 }
  }
}
