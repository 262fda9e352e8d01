import { BlockBuilder } from './block-builder.ts'
import type { LineExplanation } from './explain/explanation.ts'
import { NotingWriter } from './explain/noting-writer.ts'
import type { KernelForm } from './kernel-form.ts'
import { LineCursor } from './line-cursor.ts'
import type { LineFormat } from './line-format.ts'
import { ACCEPTED, FILTERED } from './line-format.ts'
import { ReadingTime } from './reading-time.ts'
import { RecordWriter } from './record-writer.ts'
import { CUT_LINE, REJECT_REASONS } from './reject-reasons.ts'
import { Timestamp } from './timestamp.ts'

/**
 * A format of its own code: `parse` goes through the line with `line` and writes the record with `record`, or returns
 * false when the line does not fit, with the cursor telling where and why.
 */
export abstract class FieldFormat implements LineFormat {
  abstract readonly logTypes: readonly string[]
  readonly kernel: KernelForm | null = null
  logType = 0
  eventTime: number = Number.NaN
  keyStart = 0
  keyEnd = 0
  ownHost = false
  torn = false
  column = 0

  /** Set by `parse` when it returns false for a line that is no event and no mistake. */
  protected filtered = false
  protected readonly line: LineCursor = new LineCursor()
  protected record: RecordWriter
  protected readonly time: Timestamp = new Timestamp()
  protected readonly readAt: ReadingTime = new ReadingTime()

  constructor(keyField: string | null) {
    this.record = new RecordWriter(keyField)
  }

  begin(readAt: number): void {
    this.readAt.set(readAt)
  }

  read(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, cut: boolean): number {
    const { line, record } = this
    line.open(bytes, from, to)
    record.open(out)
    this.logType = 0
    this.ownHost = false
    this.torn = false
    this.filtered = false
    if (!this.parse(cut)) {
      if (this.filtered) return FILTERED
      this.column = line.column
      return cut && line.ranOut ? CUT_LINE : line.reason
    }
    record.word('log_type', this.logTypes[this.logType]!)
    this.keyStart = record.keyStart
    this.keyEnd = record.keyEnd
    return ACCEPTED
  }

  /** Reads the line with a writer that notes places, into a block that nobody looks at. */
  explain(bytes: Uint8Array, from: number, to: number): LineExplanation {
    const writer = this.record
    const noting = new NotingWriter(bytes, from)
    this.record = noting
    try {
      const verdict = this.read(new BlockBuilder(4096), bytes, from, to, false)
      // A line that is filtered has nothing wrong with it either.
      const accepted = verdict === ACCEPTED || verdict === FILTERED
      return {
        spans: noting.spans,
        reason: accepted ? null : REJECT_REASONS[verdict]!,
        column: accepted ? 0 : this.column,
        expected: null,
      }
    } finally {
      this.record = writer
    }
  }

  /** Reads the line and writes all of its record but `log_type`, and sets `eventTime`. */
  protected abstract parse(cut: boolean): boolean
}
