/** What a schema says of the type of a field, and how a value gets there. */
export type Conversion =
  /** Text; numbers and truths become text. */
  | 'text'
  /** A whole number, also where it was written as text. */
  | 'integer'
  /** A number, also where it was written as text. */
  | 'number'
  /** As it is. */
  | 'any'
  /** An IP address; a host name goes to `otherwise`. */
  | 'address'
  /** A request target: its path, its query (`query`), and what is no path to `otherwise`. */
  | 'target'
  /** `HTTP/1.1` → `1.1`, and `http` to `name` where the schema has that. */
  | 'protocol'
  /** Seconds → nanoseconds. */
  | 'nanoseconds'
  /** A text → a list of it. */
  | 'list'
  /** A level, and its number to `number`. */
  | 'level'

/** Where a field goes. */
export interface Place {
  /** Path in the record, its parts joined by points. */
  readonly to: string
  readonly as: Conversion
  readonly otherwise?: string
  readonly query?: string
  readonly name?: string
  readonly number?: string
}

export type Places = Readonly<Record<string, Place>>

/** A schema: where the fields of records go. */
export interface Schema {
  /** True where `a.b` is a member `b` of an object `a`; else it is one key with a point in it. */
  readonly nested: boolean
  /** Places of every log type. */
  readonly common: Places
  /** Places that a field has besides in records of web servers and proxies, where its name means one thing. */
  readonly access: Places
  /** The same for logs of systems and servers that are no access logs, by log type. */
  readonly byType: Readonly<Record<string, Places>>
  /** First parts of names that are the schema's own: an application that writes them already is let through. */
  readonly roots: ReadonlySet<string>
  /** Members that every record has. */
  readonly constants: Readonly<Record<string, string>>
}

/** The prefix of every field that the schema has no name for. */
export const PREFIX = 'fields'

/** Log types whose fields have the meaning that applications give them: nobody knows what a `path` or `source` is there. */
const APPLICATIONS: ReadonlySet<string> = new Set([
  'application',
  'application_text',
  'logfmt',
  'ltsv',
  'csv',
  'tsv',
  'regex',
  'grok',
  'unparsed',
])

/** Where the fields of a log type go. */
export function placesOf(schema: Schema, logType: string): Places {
  if (APPLICATIONS.has(logType)) return schema.common
  const own = schema.byType[logType]
  return { ...schema.common, ...(own ?? schema.access) }
}
