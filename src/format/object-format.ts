import { ApplicationFormat } from './application.ts'
import { BlockBuilder } from './block-builder.ts'
import type { KernelForm } from './kernel-form.ts'
import { LineCursor } from './line-cursor.ts'
import type { LineFormat } from './line-format.ts'
import { ACCEPTED, FILTERED } from './line-format.ts'
import { CUT_LINE } from './reject-reasons.ts'

/**
 * A format whose lines bring the names of their fields along: the line is written as the JSON object that it means, and then treated
 * as a JSON line of an application is (which of its keys is the time, which make way for kinetail's own).
 */
export abstract class ObjectFormat implements LineFormat {
  readonly logTypes: readonly string[]
  readonly kernel: KernelForm | null = null
  logType = 0
  readonly torn = false
  column = 0

  /** Set by `parse` when it returns false for a line that is no event and no mistake. */
  protected filtered = false
  protected readonly line: LineCursor = new LineCursor()
  /** Where `parse` writes the object. */
  protected readonly object: BlockBuilder = new BlockBuilder(4096)
  readonly #application: ApplicationFormat

  constructor(logType: string, keyField: string | null, metadata: boolean) {
    this.logTypes = [logType]
    this.#application = new ApplicationFormat(keyField, metadata, logType)
  }

  get eventTime(): number {
    return this.#application.eventTime
  }
  get keyStart(): number {
    return this.#application.keyStart
  }
  get keyEnd(): number {
    return this.#application.keyEnd
  }
  get ownHost(): boolean {
    return this.#application.ownHost
  }

  begin(readAt: number): void {
    this.#application.begin(readAt)
  }

  read(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, cut: boolean): number {
    const { line, object } = this
    line.open(bytes, from, to)
    object.reset()
    this.filtered = false
    if (!this.parse(cut)) {
      if (this.filtered) return FILTERED
      this.column = line.column
      return cut && line.ranOut ? CUT_LINE : line.reason
    }
    const verdict = this.#application.read(out, object.bytes, 0, object.at, false)
    if (verdict === ACCEPTED && this.#application.logType !== 0) throw new Error('an object is no JSON')
    return verdict
  }

  /** Writes the line to `object` as a JSON object. */
  protected abstract parse(cut: boolean): boolean
}
