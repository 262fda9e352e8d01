import { buildFormat, type FormatSpec, headerOf } from '../create-engine.ts'
import { PlainEngine } from '../engine.ts'
import { HeaderMemory } from '../header-memory.ts'
import type { LineFormat } from '../line-format.ts'
import { REJECT_REASONS, type RejectReason } from '../reject-reasons.ts'
import type { Expected, FieldSpan, LineExplanation } from './explanation.ts'
import { type FoundKind, foundText } from './found-text.ts'

/** Kinesis takes records of up to 1 MiB. */
const MAX_RECORD_BYTES = 1024 * 1024
const NO_EXPLANATION: LineExplanation = { spans: [], reason: null, column: 0, expected: null }

/** A line that became a record. */
export interface Parsed {
  readonly fate: 'parsed'
  readonly record: Readonly<Record<string, unknown>>
  readonly spans: readonly FieldSpan[]
  /** True when the line tells its time. */
  readonly timed: boolean
  readonly brokenJson: LineExplanation['brokenJson']
}

/** A line that did not. */
export interface Rejected {
  readonly fate: 'rejected'
  readonly reason: RejectReason
  /** Byte column, from 0. */
  readonly column: number
  readonly spans: readonly FieldSpan[]
  /** Null where the format cannot tell. */
  readonly expected: Expected | null
  readonly found: { readonly text: string; readonly kind: FoundKind }
}

export type Explained = Parsed | Rejected | { readonly fate: 'blank' }

/** Explains lines of one format: with the plain engine, which is the author of every reason and column, and the format's own notes. */
export class Explainer {
  readonly spec: FormatSpec
  readonly #lines: LineFormat
  readonly #engine: PlainEngine
  /** An event of just this time told none of its own. */
  readonly #readAt: number = Date.now()

  readonly #headers: HeaderMemory | undefined

  /**
   * Throws as `createEngine` does.
   * @param inOrder the lines are those of a file from its beginning: those that name columns count for the ones after them
   */
  constructor(spec: FormatSpec, inOrder: boolean = false) {
    this.spec = spec
    const kind = inOrder ? headerOf(spec.type) : undefined
    this.#headers = kind && new HeaderMemory(kind)
    this.#lines = buildFormat(spec, { host: null, keyField: null })
    this.#engine = new PlainEngine(this.#lines, null, MAX_RECORD_BYTES)
  }

  /** @param line one line without its end */
  explain(line: Uint8Array): Explained {
    const header = this.#headers?.next(line)
    const block = this.#engine.parse({ bytes: line, offset: 1, readAt: this.#readAt, generation: '', header })
    if (block.records > 0) {
      const record = JSON.parse(new TextDecoder().decode(block.bytes.subarray(0, block.length)))
      const timed = block.eventTime[0] !== this.#readAt
      const { spans, brokenJson } = this.#notes(line)
      return { fate: 'parsed', record, spans, timed, brokenJson }
    }
    if (block.rejects === 0) return { fate: 'blank' }
    const reason = REJECT_REASONS[block.rejectReason[0]!]!
    const column = block.rejectColumn[0]!
    const notes = this.#notes(line)
    // NUL bytes and limits are the engine's own: of them the format knows nothing.
    const agrees = notes.reason === reason && notes.column === column
    return {
      fate: 'rejected',
      reason,
      column,
      spans: agrees ? notes.spans : [],
      expected: agrees ? notes.expected : null,
      found: foundText(line, column),
    }
  }

  /** True when the line becomes a record that is more than the line as a message. */
  fits(line: Uint8Array): Parsed | undefined {
    const explained = this.explain(line)
    return explained.fate === 'parsed' && !isOnlyText(explained, line) ? explained : undefined
  }

  #notes(line: Uint8Array): LineExplanation {
    let to = line.length
    while (to > 0 && line[to - 1] === 0x0d) to--
    return this.#lines.explain?.(line, 0, to) ?? NO_EXPLANATION
  }
}

/** True for formats that take any text: the line itself is the message, or words became keys without values. */
function isOnlyText({ record, timed }: Parsed, line: Uint8Array): boolean {
  if (timed) return false
  const text = Buffer.from(line).toString()
  const values = Object.entries(record).filter(([name]) => name !== 'timestamp' && name !== 'log_type')
  return record['message'] === text || values.every(([, value]) => value === true || value === null)
}
