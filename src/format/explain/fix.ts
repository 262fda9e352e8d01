import { FORMATS } from '../all.ts'
import type { FormatSpec } from '../create-engine.ts'
import type { Change } from './align.ts'
import { Explainer } from './explainer.ts'
import { NearestFormats } from './nearest.ts'
import { basesOf, repair } from './repair.ts'

/** What makes a line parse. */
export interface Fix {
  /** `type`: another format reads it; `format`: a changed format string; `text`: a type that keeps any text; `clean`: the asked format, once control characters are out. */
  readonly kind: 'type' | 'format' | 'text' | 'clean'
  readonly spec: FormatSpec
  /** Control characters to delete first, as `tr` has them; '' for none. */
  readonly strip: string
  readonly changes: readonly Change[]
}

/** Control characters by what deletes them: NUL, then all that are no tab, CR or escape. */
const STRIPS: readonly (readonly [written: string, has: (byte: number) => boolean])[] = [
  ['\\000', (byte) => byte === 0],
  ['\\000-\\010\\013\\014\\016-\\032\\034-\\037', (byte) => byte < 0x20 && ![9, 10, 13, 27].includes(byte)],
]
/** Changes of a format string of one's own that are tried before other formats. */
const FEW_CHANGES = 2

/** Finds fixes; formats are compiled once. */
export class Fixer {
  readonly #asked: FormatSpec | undefined
  readonly #nearest: NearestFormats = new NearestFormats()
  readonly #own: Explainer | undefined

  /** @param asked the format that lines should have; undefined for any */
  constructor(asked: FormatSpec | undefined) {
    this.#asked = asked
    this.#own = asked === undefined ? undefined : new Explainer(asked)
  }

  /** Every type and built-in string that reads the line, the best first. */
  fitting(line: Uint8Array): ReturnType<NearestFormats['fitting']> {
    return this.#nearest.fitting(line)
  }

  /** Of all types, the explainer that comes farthest in the line, and what it says. */
  closest(line: Uint8Array): ReturnType<NearestFormats['closest']> {
    return this.#nearest.closest(line)
  }

  /** What makes the line parse, tried for real; undefined when nothing does. */
  fix(line: Uint8Array): Fix | undefined {
    return this.#plain(line) ?? this.#stripped(line) ?? this.#asText(line, '')
  }

  #plain(line: Uint8Array): Fix | undefined {
    const isOwn = this.#asked?.format !== undefined
    const repaired = isOwn ? repair(line, basesOf(this.#asked)) : undefined
    if (repaired && repaired.changes.length <= FEW_CHANGES) return { ...repaired, kind: 'format', strip: '' }
    const [best] = this.fitting(line)
    if (best) return { kind: 'type', spec: best.spec, strip: '', changes: [] }
    const changed = repaired ?? repair(line, basesOf(this.#asked)) ?? repair(line, basesOf(undefined))
    return changed && { ...changed, kind: 'format', strip: '' }
  }

  #stripped(line: Uint8Array): Fix | undefined {
    for (const [strip, has] of STRIPS) {
      const clean = line.filter((byte) => !has(byte))
      if (clean.length === line.length || clean.length === 0) continue
      if (this.#own?.fits(clean)) return { kind: 'clean', spec: this.#asked!, strip, changes: [] }
      const fix = this.#plain(clean) ?? this.#asText(clean, strip)
      if (fix) return { ...fix, strip }
    }
    return undefined
  }

  /** The first type that takes any text. */
  #asText(line: Uint8Array, strip: string): Fix | undefined {
    for (const { name } of FORMATS) {
      try {
        const { fate } = new Explainer({ type: name }).explain(line)
        if (fate === 'parsed') return { kind: 'text', spec: { type: name }, strip, changes: [] }
      } catch {
        // A type that needs more to be told is no fix.
      }
    }
    return undefined
  }
}

/** The line as `fix.strip` leaves it. */
export function strip(line: Uint8Array, fix: Fix): Uint8Array {
  const has = STRIPS.find(([written]) => written === fix.strip)?.[1]
  return has ? line.filter((byte) => !has(byte)) : line
}
