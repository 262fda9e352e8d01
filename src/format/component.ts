import type { HeaderKind } from './header-memory.ts'
import type { LineFormat } from './line-format.ts'
import type { FormatType } from './types.ts'

/** A key of a record, as `kinetail formats` shows it. The words come from the messages, by the same name. */
export interface FieldDescription {
  readonly name: string
  readonly type: 'timestamp' | 'string' | 'number' | 'any'
  /** True when the value may be null. */
  readonly nullable: boolean
  /** True when some lines have it and others do not. */
  readonly optional?: boolean
}

export interface LogTypeDescription {
  readonly name: string
  readonly fields: readonly FieldDescription[]
  /** A line of a log file that becomes a record of this type. */
  readonly example: string
  /** The pattern of the example, for a type that has none of its own. */
  readonly pattern?: string
}

/** A log type that `--type` names: everything that is known about it, and how to build it. */
export interface FormatComponent {
  readonly name: FormatType
  readonly logTypes: readonly LogTypeDescription[]
  /** The server's own format strings that the type reads without being told, by their nickname. */
  readonly strings: Readonly<Record<string, string>>
  /** Field that `--partition-key auto` takes. */
  readonly autoKey: string
  /** Set when lines name the columns of those after them: which lines do. */
  readonly header?: HeaderKind
  /** True when the user has to give a pattern: nothing can be read without. */
  readonly takesPattern?: boolean
  build(use: FormatUse): LineFormat
}

export interface FormatUse {
  /** The server's format string, when one was given; undefined for the type's own list. */
  readonly format: string | undefined
  /** The user's pattern, and the names that it may use besides the known ones. */
  readonly pattern?: string | undefined
  readonly patterns?: Readonly<Record<string, string>> | undefined
  /** Field of the partition key; null for none. */
  readonly keyField: string | null
  /** True where lines are joined to events. */
  readonly joined?: boolean | undefined
  /** Whether `host` and `event_id` will be added. */
  readonly metadata: boolean
}
