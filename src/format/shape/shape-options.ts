/** The schemas that records can be written in; `kinetail` is the lab guide's own names. */
export const SCHEMA_NAMES = ['kinetail', 'ecs', 'otel'] as const
export type SchemaName = (typeof SCHEMA_NAMES)[number]

/** A value of a rule, as JSON has it. */
export type Scalar = string | number | boolean | null

/** What one field has to be: a value, one of several, or the operators of SQL by their names. */
export type FieldTest = Scalar | readonly Scalar[] | Readonly<Record<string, Scalar | readonly Scalar[]>>

/** A test of a record: an SQL expression, or fields that all have to pass their test. */
export type Rule = string | Readonly<Record<string, FieldTest>>

/** Which part of the records stays: those whose key hashes below `rate`, the same on every host. */
export interface SampleOptions {
  /** From 0 to 1. */
  readonly rate: number
  /** Field whose value decides. */
  readonly by: string
  /** Only these records are sampled; all unless told. */
  readonly where?: Rule | undefined
}

/** What is hidden. Names are fields, also nested ones (`user.email`). */
export interface RedactOptions {
  /** Replaced by `***`. */
  readonly mask?: readonly string[] | undefined
  /** Left out. */
  readonly remove?: readonly string[] | undefined
  /** Replaced by 32 hex digits of HMAC-SHA256, the same for the same value and key. */
  readonly pseudonymise?: readonly string[] | undefined
  /** Where the key of pseudonyms is: the name of an environment variable, or a file. */
  readonly key_env?: string | undefined
  readonly key_file?: string | undefined
  /** Addresses cut to their network; true for every field that holds a client's address. */
  readonly ip?: readonly string[] | boolean | undefined
  /** Bits that stay of an IPv4 and of an IPv6 address. */
  readonly ip_prefix?: readonly [number, number] | undefined
  /** Parameters of query strings whose value is replaced, wherever in a text they stand. */
  readonly query?: readonly string[] | undefined
  /** Regular expressions; what they match is replaced, in every text. */
  readonly patterns?: readonly string[] | undefined
}

/**
 * What becomes of a record before it leaves the machine. Plain data: it goes to parse workers. Keys of pseudonyms are never in it,
 * only where they are found.
 */
export interface ShapeOptions {
  readonly schema?: SchemaName | undefined
  /** A record stays when, of each list, one rule is true. */
  readonly keep?: readonly (readonly Rule[])[] | undefined
  /** A record goes when one rule is true. */
  readonly drop?: readonly Rule[] | undefined
  /** The first that a record fits decides. */
  readonly sample?: readonly SampleOptions[] | undefined
  /** Members that are added where the record has none of that name. Values have their variables filled in. */
  readonly add?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly redact?: readonly RedactOptions[] | undefined
}

/** True when records stay as the engine writes them. */
export function isShapeless(shape: ShapeOptions | undefined): boolean {
  if (shape === undefined) return true
  const { schema = 'kinetail', keep = [], drop = [], sample = [], add = {}, redact = [] } = shape
  const rules = keep.length + drop.length + sample.length + redact.length
  return schema === 'kinetail' && rules === 0 && Object.keys(add).length === 0
}
