import type { LineJoiner } from '../../source/events.ts'
import type { Preset, PresetName, Rule, State } from './presets.ts'
import { presetsOf } from './presets.ts'

/** Of a line so many bytes are looked at: traces show what they are at the beginning, and `file:line` at the end of short lines. */
const LOOKED_AT = 4096
/** How a log line begins: a time within the first characters, or a level. */
const TIME =
  /^.{0,24}?(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d[-/.]\d{4}|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d )/
const LEVEL =
  /^.{0,120}?(?<![A-Za-z])(?:(?<loud>FATAL|CRITICAL|SEVERE|EMERGENCY|EMERG|ALERT|CRIT|ERROR|ERR|WARNING|WARN)|INFO|INFORMATION|NOTICE|DEBUG|TRACE|VERBOSE|FINE)(?![A-Za-z])/i
const LEVEL_FIRST = /^\W{0,2}[A-Za-z]{3,11}(?:[:\]|]|\s+[-|[])/

/** Joins the stack traces of one language, or of all, to the line that they belong to. */
export class PresetJoiner implements LineJoiner {
  closed = false
  readonly #languages: readonly LanguageJoiner[]

  constructor(name: PresetName) {
    this.#languages = presetsOf(name).map((preset) => new LanguageJoiner(preset))
  }

  begin(bytes: Uint8Array, from: number, to: number): void {
    // A line of JSON is whole, whatever it tells of.
    this.closed = isObject(bytes, from, to)
    const line = this.closed ? '' : textOf(bytes, from, to)
    const kind = kindOf(line)
    for (const language of this.#languages) language.begin(line, kind)
  }

  joins(bytes: Uint8Array, from: number, to: number): boolean {
    if (isObject(bytes, from, to)) return false
    const line = textOf(bytes, from, to)
    let joined = false
    for (const language of this.#languages) if (language.joins(line)) joined = true
    if (joined) for (const language of this.#languages) language.step()
    return joined
  }
}

/** One language's view of an event. Of several, those whose rules do not fit a line that others join are out of it. */
class LanguageJoiner {
  readonly #preset: Preset
  readonly #rules: ReadonlyMap<State, readonly Rule[]>
  #state: State | undefined
  #next: State | undefined

  constructor(preset: Preset) {
    this.#preset = preset
    const rules = new Map<State, Rule[]>()
    for (const rule of preset.rules)
      for (const state of rule.after) rules.set(state, [...(rules.get(state) ?? []), rule])
    this.#rules = rules
  }

  begin(line: string, kind: State): void {
    this.#state = this.#preset.openings.find((one) => one.line.test(line))?.to ?? kind
  }

  joins(line: string): boolean {
    const rules = this.#state && this.#rules.get(this.#state)
    this.#next = rules?.find((rule) => rule.line.test(line))?.to
    return this.#next !== undefined
  }

  step(): void {
    this.#state = this.#next
  }
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(to - from, LOOKED_AT)).toString('latin1')
}

function isObject(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from > 1 && bytes[from] === 0x7b && bytes[to - 1] === 0x7d
}

/** A trace right behind a log line is told by it, unless that is no complaint. */
function kindOf(line: string): State {
  const level = LEVEL.exec(line)
  if (!TIME.test(line) && !(level && LEVEL_FIRST.test(line))) return 'text'
  return level === null || level.groups!['loud'] !== undefined ? 'log' : 'quiet'
}
