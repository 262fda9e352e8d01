import { KinetailError, messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { FormatComponent, FormatUse } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { type Expanded, expandGrok } from '../grok.ts'
import { endObject, writeKey, writeScalar } from '../json-value.ts'
import { ObjectFormat } from '../object-format.ts'
import { guardPattern } from '../pattern-guard.ts'
import { NO_MATCH, OVER_MATCH_LIMIT } from '../reject-reasons.ts'

const NULL = new TextEncoder().encode('null')
const encoder = new TextEncoder()
const NAMED = /\(\?<([A-Za-z_$][\w$]*)>/g

/** A regular expression of the user's, which has to match the whole line: each named group is a field. */
class PatternFormat extends ObjectFormat {
  readonly #expression: RegExp
  readonly #longest: number
  /** Groups, and the names of their fields as bytes. */
  readonly #groups: readonly (readonly [group: string, name: Uint8Array])[]

  constructor(
    type: 'regex' | 'grok',
    { source, fields }: Expanded,
    { keyField, metadata, joined }: FormatUse,
  ) {
    super(type, keyField, metadata)
    try {
      // Of an event of several lines a dot takes the line ends too, as in multi-line parsers elsewhere.
      this.#expression = new RegExp(`^(?:${source})$`, joined ? 's' : '')
    } catch (error) {
      throw new KinetailError('config', text.format.badPattern(source, messageOf(error)), { cause: error })
    }
    this.#longest = guardPattern(source)
    const names = [...source.matchAll(NAMED)].map((match) => match[1]!)
    if (names.length === 0) throw new KinetailError('config', text.format.patternWithoutFields(source))
    const taken = new Set<string>()
    this.#groups = names.map((group) => {
      const base = fields.get(group) ?? group
      let name = base
      for (let n = 2; taken.has(name); n++) name = `${base}_${n}`
      taken.add(name)
      return [group, encoder.encode(name)]
    })
  }

  protected parse(): boolean {
    const { line, object } = this
    const { bytes, at, to } = line
    if (to - at > this.#longest) return line.fail(OVER_MATCH_LIMIT, this.#longest + at)
    const match = this.#expression.exec(
      Buffer.from(bytes.buffer, bytes.byteOffset + at, to - at).toString('utf8'),
    )
    if (match === null) return line.fail(NO_MATCH)
    for (const [group, name] of this.#groups) {
      const value = match.groups![group]
      writeKey(object, name, 0, name.length)
      if (value === undefined) object.write(NULL)
      else {
        const written = encoder.encode(value)
        writeScalar(object, written, 0, written.length)
      }
    }
    endObject(object)
    return true
  }
}

function patternOf(type: string, { pattern }: FormatUse): string {
  if (pattern === undefined) throw new KinetailError('usage', text.format.patternNeeded(type))
  return pattern
}

/** Lines that a regular expression of the user's reads. */
export const regex: FormatComponent = {
  name: 'regex',
  logTypes: [
    {
      name: 'regex',
      fields: describeFields('timestamp *? log_type'),
      pattern: '(?<time>\\S+ \\S+) \\[(?<level>[A-Z]+)\\] (?<message>.*)',
      example: '2024-01-15 10:30:45 [WARN] disk is 91% full',
    },
  ],
  strings: {},
  autoKey: 'request_id',
  takesPattern: true,
  build: (use) => new PatternFormat('regex', { source: patternOf('regex', use), fields: new Map() }, use),
}

/** Lines that a grok pattern of the user's reads. */
export const grok: FormatComponent = {
  name: 'grok',
  logTypes: [
    {
      name: 'grok',
      fields: describeFields('timestamp *? log_type'),
      pattern:
        '%{TIMESTAMP_ISO8601:timestamp} %{LOGLEVEL:level} \\[%{DATA:thread}\\] %{JAVACLASS:logger} - %{GREEDYDATA:message}',
      example: '2024-01-15 10:30:45,123 INFO [main] com.example.Orders - paid in 18 ms',
    },
  ],
  strings: {},
  autoKey: 'request_id',
  takesPattern: true,
  build: (use) => new PatternFormat('grok', expandGrok(patternOf('grok', use), use.patterns), use),
}
