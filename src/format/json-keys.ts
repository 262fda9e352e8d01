/** What kinetail does with a key of the outermost object. Times come first: their number is their rank. */
export const TIMESTAMP = 0
/** Keys that are renamed to `timestamp` when their value is a time, the best first. */
const RENAMED_TIMES = ['timestamp', '@timestamp', 'time', 'ts']
/** Keys that keep their name, and give `timestamp` its value when none of the above does. */
const COPIED_TIMES = [
  'eventTime',
  'event_time',
  'eventTimestamp',
  'event_timestamp',
  'datetime',
  'dateTime',
  'date_time',
  '@t',
  'date',
  'asctime',
  'timeMillis',
  'time_iso8601',
  'time_local',
]
/** Ranks below this are renamed. */
export const FIRST_COPIED: number = RENAMED_TIMES.length
/** Roles below this are times. */
export const TIMES: number = RENAMED_TIMES.length + COPIED_TIMES.length

export const LOG_TYPE = 100
export const HOST = 101
export const EVENT_ID = 102
/** Several loggers (bunyan, pino, zap, slog) write the message under this shorter name. */
export const SHORT_MESSAGE = 103
export const MESSAGE = 104
/** The partition key, when it has no other role. */
export const KEY = 105
export const NO_ROLE = -1

/** Finds the role of a key from its bytes, without making a string of it. */
export class KeyRoles {
  readonly #byName = new Map<string, number>()
  /** Names of each length, with their roles. */
  readonly #byLength: (readonly [name: Uint8Array, role: number][] | undefined)[] = []

  constructor(keyField: string | null) {
    for (const [rank, name] of [...RENAMED_TIMES, ...COPIED_TIMES].entries()) this.#add(name, rank)
    this.#add('log_type', LOG_TYPE)
    this.#add('host', HOST)
    this.#add('event_id', EVENT_ID)
    this.#add('msg', SHORT_MESSAGE)
    this.#add('message', MESSAGE)
    if (keyField !== null && !this.#byName.has(keyField)) this.#add(keyField, KEY)
  }

  /** Every key that has a role, as UTF-8. */
  names(): (readonly [name: Uint8Array, role: number])[] {
    return this.#byLength.flatMap((names) => names ?? [])
  }

  /** The role of the key whose JSON text, without quotes, is `bytes[from, to)`. */
  find(bytes: Uint8Array, from: number, to: number): number {
    for (let i = from; i < to; i++) if (bytes[i] === 0x5c) return this.#findEscaped(bytes, from, to)
    const candidates = this.#byLength[to - from]
    if (candidates === undefined) return NO_ROLE
    for (const [name, role] of candidates) if (equal(bytes, from, name)) return role
    return NO_ROLE
  }

  /** `"time\u0073tamp"` is the key `timestamp`. */
  #findEscaped(bytes: Uint8Array, from: number, to: number): number {
    const written = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
    return this.#byName.get(JSON.parse(`"${written}"`) as string) ?? NO_ROLE
  }

  #add(name: string, role: number): void {
    const bytes = new TextEncoder().encode(name)
    this.#byName.set(name, role)
    this.#byLength[bytes.length] = [...(this.#byLength[bytes.length] ?? []), [bytes, role]]
  }
}

function equal(bytes: Uint8Array, from: number, name: Uint8Array): boolean {
  for (let k = 0; k < name.length; k++) if (bytes[from + k] !== name[k]) return false
  return true
}
