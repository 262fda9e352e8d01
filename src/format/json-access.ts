import { FieldFormat } from './field-format.ts'
import type { JsonMembers } from './json-members.ts'
import { isNumber } from './json-value.ts'

const encoder = new TextEncoder()
const ZERO = encoder.encode('0')
/** Names that kinetail writes itself: a member of that name makes way. */
const RESERVED: ReadonlySet<string> = new Set([
  'timestamp',
  'log_type',
  'host',
  'event_id',
  'truncated',
  'line_bytes',
])

/** What readers of access logs in JSON share: members found by name, and written under the standard names. */
export abstract class JsonAccessFormat extends FieldFormat {
  /** The first of these members, as text; null without one, and for `-` and nothing. */
  protected putText(name: string, members: JsonMembers, ...sources: readonly string[]): void {
    for (const source of sources) {
      const place = members.place(source)
      if (place === undefined) continue
      const [start, end] = place
      const { bytes } = members
      const isNone = end - start === 2 || (end - start === 3 && bytes[start + 1] === 0x2d)
      if (bytes[start] !== 0x22 || isNone) continue
      this.record.json(name, bytes, start, end)
      return
    }
    this.record.null(name)
  }

  /** A number, or a text that spells one; null without. */
  protected putNumber(name: string, members: JsonMembers, source: string, isSize = false): void {
    const place = members.place(source)
    const { bytes } = members
    if (place !== undefined) {
      const quoted = bytes[place[0]] === 0x22 ? 1 : 0
      const [start, end] = [place[0] + quoted, place[1] - quoted]
      if (isNumber(bytes, start, end)) {
        this.record.json(name, bytes, start, end)
        return
      }
    }
    if (isSize) this.record.json(name, ZERO, 0, 1)
    else this.record.null(name)
  }

  /** Every member that none of these is, under its own name. */
  protected putRest(members: JsonMembers, taken: ReadonlySet<string>): void {
    for (const name of members.names()) {
      if (taken.has(name)) continue
      const place = members.place(name)!
      this.record.json(RESERVED.has(name) ? `${name}_original` : name, members.bytes, ...place)
    }
  }

  protected putSeconds(name: string, seconds: string): void {
    const text = encoder.encode(seconds)
    this.record.json(name, text, 0, text.length)
  }
}

/** A whole number with its decimal point moved left by `shift` digits, without arithmetic. */
export function scaled(digits: string, shift: number): string {
  const padded = digits.padStart(shift + 1, '0')
  const whole = padded.slice(0, -shift).replace(/^0+(?=\d)/, '')
  const rest = padded.slice(-shift).replace(/0+$/, '')
  return rest === '' ? whole : `${whole}.${rest}`
}
