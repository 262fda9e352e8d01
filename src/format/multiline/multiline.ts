import { KinetailError } from '../../base/errors.ts'
import { parseDuration } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import type { EventRules, LineJoiner } from '../../source/events.ts'
import { CONTAINER_TYPES, ContainerJoiner } from './container-joiner.ts'
import { MATCH_NAMES, MATCH_SYNONYMS, type MatchName, PatternJoiner } from './pattern-joiner.ts'
import { PresetJoiner } from './preset-joiner.ts'
import { PRESET_NAMES, type PresetName } from './presets.ts'

/**
 * A pause of so long, in ms, ends an event. A program writes a trace in one go, or line by line within milliseconds; what makes it pause longer
 * is a buffer that is not flushed, and for that no time is long enough. Every quiet log's last event waits for it, so it stays
 * well below the two to three seconds in which a line is expected to arrive.
 */
export const DEFAULT_FLUSH_MS = 1000
/** Lines of an event at most: traces of deep recursions have 1,024 frames (Java's default), and several causes. */
export const DEFAULT_MAX_LINES = 5000

/** The preset that joins nothing but the parts of lines that a container runtime cut. All others do that too, where the log is a container's. */
export const CONTAINER = 'container'
export const PRESETS: readonly string[] = [...PRESET_NAMES, CONTAINER]

/** How lines are joined, as a person sets it. */
export interface MultilineSpec {
  /** A language, whose stack traces are joined. */
  readonly preset?: string | undefined
  /** A regular expression, and what a line that it matches is; `start` unless told. */
  readonly pattern?: string | undefined
  readonly match?: string | undefined
  /** As written: `500ms`, `2s`; a bare number is seconds. */
  readonly flush?: string | number | undefined
  readonly max_lines?: number | undefined
}

/**
 * The rules that it stands for.
 * @param type of the log: of containers' logs what the container wrote is joined, and lines that their runtime cut are whole again
 * @throws KinetailError that names the wrong word or the place in the pattern
 */
export function eventRules(spec: MultilineSpec, type?: string): EventRules {
  return {
    joiner: joinerOf(spec, type),
    flushMs: spec.flush === undefined ? DEFAULT_FLUSH_MS : parseDuration(String(spec.flush)),
    maxLines: spec.max_lines ?? DEFAULT_MAX_LINES,
  }
}

function joinerOf(spec: MultilineSpec, type: string | undefined): LineJoiner {
  const container = CONTAINER_TYPES.find((one) => one === type)
  if (spec.preset !== CONTAINER) {
    const joiner = textJoiner(spec)
    return container === undefined ? joiner : new ContainerJoiner(container, joiner)
  }
  if (container === undefined) throw new KinetailError('usage', text.multiline.containerOnly(CONTAINER_TYPES))
  return new ContainerJoiner(
    container,
    spec.pattern === undefined ? undefined : textJoiner({ ...spec, preset: undefined }),
  )
}

function textJoiner({ preset, pattern, match }: MultilineSpec): LineJoiner {
  if (pattern === undefined) {
    if (match !== undefined) throw new KinetailError('usage', text.multiline.matchNeedsPattern(match))
    if (preset === undefined) throw new KinetailError('usage', text.multiline.ofNothing(PRESETS))
    return new PresetJoiner(presetName(preset))
  }
  const kind = matchName(match ?? 'start')
  const own = new PatternJoiner(pattern, kind)
  if (preset === undefined) return own
  const known = new PresetJoiner(presetName(preset))
  // Where the pattern says which lines begin or end an event, it says it of all lines.
  return kind === 'continuation' ? new EitherJoiner(known, own) : own
}

/** A line belongs to the event when one of two says so. */
class EitherJoiner implements LineJoiner {
  readonly closed = false
  readonly #first: LineJoiner
  readonly #second: LineJoiner

  constructor(first: LineJoiner, second: LineJoiner) {
    this.#first = first
    this.#second = second
  }

  begin(bytes: Uint8Array, from: number, to: number): void {
    this.#first.begin(bytes, from, to)
  }

  joins(bytes: Uint8Array, from: number, to: number): boolean {
    return this.#first.joins(bytes, from, to) || this.#second.joins(bytes, from, to)
  }
}

function presetName(written: string): PresetName {
  const known = PRESET_NAMES.find((one) => one === written)
  if (known === undefined) throw new KinetailError('usage', text.multiline.unknownPreset(written, PRESETS))
  return known
}

/** The match that a word stands for. */
export function matchName(written: string): MatchName {
  const known = MATCH_NAMES.find((one) => one === written)
  const meant = known ?? (Object.hasOwn(MATCH_SYNONYMS, written) ? MATCH_SYNONYMS[written] : undefined)
  if (meant === undefined) throw new KinetailError('usage', text.multiline.unknownMatch(written, MATCH_NAMES))
  return meant
}
