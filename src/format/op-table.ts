import type { EscapeMode } from './escapes.ts'
import type { Reading } from './format-part.ts'

/** One step of reading a line. */
export interface ParseOp {
  /** READ_… of op-codes. */
  readonly code: number
  /** First slot that it fills, -1 when the value is not kept. */
  readonly slot: number
  /** Literal bytes after the field; a space in it fits one or more spaces. Empty: the end of the line. */
  readonly stop: Uint8Array
  /** FLAG_… of op-codes. */
  readonly flags: number
  /** READ_PATTERN_TIME: the expanded pattern. */
  readonly pattern?: string
}

/** What a parse op reads, for explaining; nothing of it is needed to read a line. */
export interface OpLabel {
  /** The directive or variable as the format string has it; '' for the bytes before the first one. */
  readonly written: string
  /** Where it begins in the format string. */
  readonly column: number
  /** Name in the record. */
  readonly name: string
  readonly reading: Reading | 'literal'
}

/** One step of writing a record. */
export interface EmitOp {
  /** WRITE_… of op-codes. */
  readonly code: number
  readonly slot: number
  /** Key of the value, '' where there is none. */
  readonly name: string
  /** JSON before the value: the comma and the key. */
  readonly lead: Uint8Array
  /** WRITE_SCALED: decimal places. */
  readonly shift: number
}

/** One compiled form of one access-log format. Plain data: it can be sent to a worker or laid into WebAssembly memory. */
export interface OpTable {
  readonly parse: readonly ParseOp[]
  /** Beside `parse`; the last op, which reads the end, has none. */
  readonly labels: readonly OpLabel[]
  readonly emit: readonly EmitOp[]
  readonly slots: number
  readonly escapes: EscapeMode
  /** Index of the parse op that reads the timestamp, -1 without one: a cut line must have come past it. */
  readonly timeOp: number
  /**
   * Only lines whose second column holds a dot or a colon can fit: tables with a virtual host in front are left out
   * at a glance for the many lines that have none.
   */
  readonly secondDotted: boolean
}
