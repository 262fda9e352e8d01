/** How a field is read. */
export type Reading =
  | 'address'
  | 'text'
  | 'user'
  | 'request'
  | 'clf_time'
  | 'iso_time'
  | 'epoch_time'
  | 'pattern_time'
  | 'integer'
  | 'number'
  | 'upstream'

/** How a field is written. */
export type Writing = 'text' | 'number' | 'size' | 'list'

/** What one variable of a server's format means. */
export interface Field {
  /** Name in the record. */
  readonly name: string
  readonly reading: Reading
  readonly writing: Writing
  /** Decimal places by which the written number is finer than the record's unit (6 for microseconds). */
  readonly scale?: number
  /** Its name when another variable of the format has the better claim to `name`. */
  readonly otherwise?: string
  /** The client's address: the candidate with the highest rank becomes `ip_address`, the others keep their name. */
  readonly clientRank?: number
  /** True when its values, as people and servers write them, hold spaces. */
  readonly spaces?: boolean
  /** True when it is only written for some status codes, and `-` for the others. */
  readonly absent?: boolean
  /** A time's pattern, expanded (`strftime.ts`), and of which moment it is: times of one moment become one. */
  readonly pattern?: string
  readonly phase?: string
}

/** A piece of a format string, in order. */
export type FormatPart =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'field'
      readonly field: Field
      /** The variable as it is written, and where: for messages. */
      readonly written: string
      readonly column: number
    }

/** `X-Forwarded-For` → `x_forwarded_for`, `traceId` → `trace_id`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
}
