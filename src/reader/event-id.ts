/** What an event id names: a line's place. `<generation>:<offset>` in the record. */
export interface EventId {
  /** 16 hex digits, see `SourceFile.generation`. */
  readonly generation: string
  /** Byte offset of the line in its file. */
  readonly offset: number
  /** Lines from there on that are in the record, where several were joined to an event. */
  readonly lines?: number
}

const GENERATION = 16
/** `"event_id":"`, which stands before the id in a record that kinetail wrote: without spaces, as the last key. */
const LABEL = Buffer.from('"event_id":"')
const KEY = Buffer.from('"event_id"')
/** Stands before it where lines were joined. */
const LINES = Buffer.from(',"event_lines":')
const LINES_DIGITS = 6
const QUOTE = 0x22
const COLON = 0x3a
const BRACE = 0x7d
/** More digits could pass 2^53, and no file is that long. */
const MAX_DIGITS = 15

/**
 * The event id of a JSON record, or undefined where it has none.
 * Records that kinetail wrote end with it, which is read from the bytes; a record that somebody wrote anew,
 * with other spaces or another order, is parsed. Where the key stands twice the last one counts: the line's own keys come first.
 */
export function eventIdOf(data: Uint8Array): EventId | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return atTheEnd(bytes) ?? (bytes.includes(KEY) ? parsed(bytes) : undefined)
}

function atTheEnd(bytes: Buffer): EventId | undefined {
  const end = bytes.length - 2
  if (end < 0 || bytes[end] !== QUOTE || bytes[end + 1] !== BRACE) return undefined
  let at = end - 1
  let offset = 0
  for (let scale = 1; at >= 0 && end - 1 - at < MAX_DIGITS && isDigit(bytes[at]!); at--, scale *= 10) {
    offset += (bytes[at]! - 0x30) * scale
  }
  if (at === end - 1 || bytes[at] !== COLON) return undefined
  const start = at - GENERATION
  const label = start - LABEL.length
  // The comma or brace before the label: without it, `"x\"event_id":"…"` would pass.
  if (label < 1 || (bytes[label - 1] !== 0x2c && bytes[label - 1] !== 0x7b)) return undefined
  if (LABEL.compare(bytes, label, start) !== 0) return undefined
  for (let i = start; i < at; i++) if (!isHex(bytes[i]!)) return undefined
  const generation = bytes.toString('latin1', start, at)
  const lines = linesBefore(bytes, label - 1)
  return lines === 1 ? { generation, offset } : { generation, offset, lines }
}

/** The number that ends at `end`, if it is that of the event's lines. A line's own key of that name is never there: `log_type` lies between. */
function linesBefore(bytes: Buffer, end: number): number {
  let at = end - 1
  let lines = 0
  for (let scale = 1; at >= 0 && end - 1 - at < LINES_DIGITS && isDigit(bytes[at]!); at--, scale *= 10)
    lines += (bytes[at]! - 0x30) * scale
  const start = at + 1 - LINES.length
  if (at === end - 1 || start < 0 || LINES.compare(bytes, start, at + 1) !== 0) return 1
  return Math.max(1, lines)
}

function parsed(bytes: Buffer): EventId | undefined {
  try {
    const record = JSON.parse(bytes.toString()) as { event_id?: unknown; event_lines?: unknown } | null
    const id = record?.event_id
    const match = typeof id === 'string' ? /^([0-9a-f]{16}):(\d{1,15})$/.exec(id) : null
    if (!match) return undefined
    const { event_lines: lines } = record!
    const joined = typeof lines === 'number' && Number.isSafeInteger(lines) && lines > 1
    return { generation: match[1]!, offset: Number(match[2]), ...(joined ? { lines } : {}) }
  } catch {
    return undefined
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isHex(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x61 && byte <= 0x66)
}
