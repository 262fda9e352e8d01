import type { RejectReason } from '../reject-reasons.ts'

/** A field of a format, and the bytes of the line that it is. */
export interface FieldSpan {
  /** The directive or variable that reads it (`%h`, `$remote_addr`); '' where the format has none. */
  readonly written: string
  /** Name in the record. */
  readonly name: string
  /** Bytes `[start, end)`, counted from the line's start. */
  readonly start: number
  readonly end: number
}

/** What the format has at the place where a line gave up. */
export interface Expected {
  /** As `FieldSpan.written`. */
  readonly written: string
  /** Name of the field in the record; '' for the end of the line or JSON punctuation. */
  readonly name: string
  /** What kind of text it is: the key of `text.explain.kinds`. */
  readonly kind: string
  /** The bytes that must follow that field, where it is they that are missing. */
  readonly literal: string | undefined
}

/** What a format found in one line, as far as it came. */
export interface LineExplanation {
  readonly spans: readonly FieldSpan[]
  /** Null when the line was accepted. */
  readonly reason: RejectReason | null
  /** Byte column from the line's start at which reading gave up; 0 when the line was accepted. */
  readonly column: number
  readonly expected: Expected | null
  /** Of an accepted line that looks like JSON and is none: where that breaks. */
  readonly brokenJson?: { readonly column: number; readonly expected: Expected }
}
