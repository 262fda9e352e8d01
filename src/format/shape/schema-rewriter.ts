import { BlockBuilder } from '../block-builder.ts'
import { isDigit } from '../byte-classes.ts'
import { isAddress, isJsonNumber, isText, isWhole, nanoseconds, severityNumber } from './convert.ts'
import { kindOf, NULL, NUMBER, OBJECT, STRING, valueEnd } from './json-walk.ts'
import { AS_IT_IS, GONE, type Members } from './members.ts'
import { copy, isKey, isString, placeAt, put, type Rewriter } from './plain-rewriter.ts'
import type { RecordNames } from './record-names.ts'
import { decodeJson } from './record-names.ts'
import type { RecordView } from './record-view.ts'
import { type Conversion, type Place, PREFIX, placesOf, type Schema } from './schema-map.ts'
import { TargetList } from './target-list.ts'

const encoder = new TextEncoder()

/** A place with the numbers of its targets; −1 for none. */
interface Prepared {
  readonly as: Conversion
  readonly to: number
  readonly otherwise: number
  readonly query: number
  readonly name: number
  readonly number: number
}

/** A value on its way to a target: it lies in the record or in `hidden`, from `start` to `end`, or is ready JSON. */
interface Part {
  target: number
  source: Uint8Array | null
  start: number
  end: number
  isKey: boolean
}

/** Writes records under the names, and in the objects, of a schema. What is null is left out. */
export class SchemaRewriter implements Rewriter {
  keyStart = 0
  keyEnd = 0
  readonly #schema: Schema
  readonly #members: Members
  readonly #targets: TargetList
  /** By log type, then by the number of the name. */
  readonly #places: readonly (readonly (Prepared | undefined)[])[]
  readonly #roots: ReadonlyMap<number, string>
  readonly #constants: readonly { readonly target: number; readonly text: Uint8Array }[]
  readonly #added: readonly { readonly target: number; readonly name: number; readonly text: Uint8Array }[]
  /** Of no name of the schema: they stand with the members that have none either. */
  readonly #addedRest: readonly { readonly name: number; readonly text: Uint8Array }[]
  readonly #eventId: number
  readonly #eventLines: number

  /** Parts of the record under way, by target: `#parts[i]` for i below `#count`, in the order of their targets. */
  readonly #parts: Part[] = []
  #count = 0
  /** Texts that are made for it. */
  readonly #made: BlockBuilder = new BlockBuilder(4096)
  /** Members that no name of the schema fits, and objects that are the schema's own. */
  readonly #rest: number[] = []
  readonly #own: number[] = []
  readonly #taken: Uint32Array
  #record = 0
  #isKey = false

  constructor(
    schema: Schema,
    logTypes: readonly string[],
    members: Members,
    add: Readonly<Record<string, string | number | boolean>>,
    names: RecordNames,
  ) {
    this.#schema = schema
    this.#members = members
    const targets = new TargetList(schema.nested)
    this.#targets = targets
    const prepared = (place: Place): Prepared => {
      const at = (path: string | undefined): number => (path === undefined ? -1 : targets.add(path))
      const name = at(place.name)
      const to = at(place.to)
      return {
        as: place.as,
        to,
        name,
        query: at(place.query),
        otherwise: at(place.otherwise),
        number: at(place.number),
      }
    }
    const places = logTypes.map((logType) => {
      const all = placesOf(schema, logType)
      const map = new Map<number, Prepared>()
      for (const [name, place] of Object.entries(all)) map.set(names.add(name), prepared(place))
      // An application that writes the schema's own names is let through.
      for (const { to, as } of Object.values(schema.common))
        if (!map.has(names.add(to))) map.set(names.add(to), prepared({ to, as: plain(as) }))
      for (const to of Object.keys(schema.constants)) map.set(names.add(to), prepared({ to, as: 'any' }))
      return map
    })
    this.#roots = new Map(schema.nested ? [...schema.roots].map((root) => [names.add(root), root]) : [])
    const added = Object.entries(add)
    this.#added = added
      .filter(([name]) => isOwnName(schema, name))
      .map(([name, value]) => ({
        target: targets.add(name),
        name: names.add(name),
        text: encoder.encode(JSON.stringify(value)),
      }))
    this.#addedRest = added
      .filter(([name]) => !isOwnName(schema, name))
      .map(([name, value]) => ({
        name: names.add(name),
        text: encoder.encode(
          `${JSON.stringify(schema.nested ? name : `${PREFIX}.${name}`)}:${JSON.stringify(value)}`,
        ),
      }))
    this.#constants = Object.entries(schema.constants).map(([path, value]) => ({
      target: targets.add(path),
      text: encoder.encode(JSON.stringify(value)),
    }))
    this.#eventId = names.add('event_id')
    this.#eventLines = names.add('event_lines')
    targets.finish()
    this.#places = places.map((map) => Array.from({ length: names.count }, (_, number) => map.get(number)))
    this.#taken = new Uint32Array(targets.count)
  }

  write(out: BlockBuilder, record: RecordView, logType: number, keyMember: number): void {
    this.#begin()
    const places = this.#places[logType]!
    const { count } = record
    const end = placeAt(record, this.#eventId, this.#eventLines)
    for (let m = 0; m < end; m++) {
      const found = this.#members.value(record, m)
      if (found === GONE) continue
      this.#isKey = m === keyMember
      const source = found === AS_IT_IS ? record.bytes : this.#members.hidden.bytes
      const kind =
        found === AS_IT_IS ? record.kinds[m]! : kindAt(source, this.#members.start, this.#members.end)
      this.#member(record, m, source, kind, placeFor(places, record.nameOf[m]!))
    }
    this.#isKey = false
    for (const { target, name, text } of this.#added)
      if (record.memberOf(name) < 0 && !this.#isTaken(target)) this.#put(target, text, 0, text.length)
    for (const { target, text } of this.#constants)
      if (!this.#isTaken(target)) this.#put(target, text, 0, text.length)
    this.#emit(out, record, keyMember)
    if (end < count) {
      if (out.bytes[out.at - 1] !== 0x7b) put(out, 0x2c)
      copy(out, record.bytes, record.keyStart[end]!, record.valueEnd[count - 1]!)
    }
    put(out, 0x7d)
  }

  #begin(): void {
    this.#members.clear()
    this.#made.at = 0
    this.keyStart = 0
    this.keyEnd = 0
    this.#count = 0
    this.#rest.length = 0
    this.#own.length = 0
    this.#record = (this.#record + 1) >>> 0
    if (this.#record === 0) {
      this.#taken.fill(0)
      this.#record = 1
    }
  }

  /** @param source where the value lies, at `[start, end)` of `#members` */
  #member(
    record: RecordView,
    m: number,
    source: Uint8Array,
    kind: number,
    place: Prepared | undefined,
  ): void {
    const { start, end } = this.#members
    if (kind === NULL) return
    if (place !== undefined && !this.#isTaken(place.to) && this.#convert(place, source, start, end, kind))
      return
    if (kind === OBJECT && this.#roots.has(record.nameOf[m]!)) this.#own.push(m)
    else this.#rest.push(m)
  }

  /** Puts the value where it belongs; false when it is none for that place. */
  #convert(place: Prepared, source: Uint8Array, start: number, end: number, kind: number): boolean {
    const quotes = isString(kind) ? 1 : 0
    const [from, to] = [start + quotes, end - quotes]
    switch (place.as) {
      case 'any':
        return this.#put(place.to, source, start, end)
      case 'text':
        if (!isText(kind)) return false
        return quotes > 0
          ? this.#put(place.to, source, start, end)
          : this.#quoted(place.to, source, start, end)
      case 'integer':
        return isWhole(source, from, to) && this.#put(place.to, source, from, to)
      case 'number':
        return (kind === NUMBER || isJsonNumber(source, from, to)) && this.#put(place.to, source, from, to)
      case 'nanoseconds': {
        const text = nanoseconds(source, from, to)
        return text !== null && this.#ready(place.to, text)
      }
      case 'address': {
        if (quotes === 0) return false
        if (kind === STRING && isAddress(source, from, to)) return this.#put(place.to, source, start, end)
        return !this.#isTaken(place.otherwise) && this.#put(place.otherwise, source, start, end)
      }
      case 'list':
        return (
          isText(kind) &&
          this.#ready(
            place.to,
            `[${quotes > 0 ? latin1(source, start, end) : JSON.stringify(latin1(source, start, end))}]`,
          )
        )
      case 'level':
        return this.#level(place, source, start, end, kind)
      case 'protocol':
        return quotes > 0 && this.#protocol(place, source, start, end)
      case 'target':
        return quotes > 0 && this.#target(place, source, start, end)
    }
  }

  #level(place: Prepared, source: Uint8Array, start: number, end: number, kind: number): boolean {
    if (!isText(kind)) return false
    if (!isString(kind)) return this.#quoted(place.to, source, start, end)
    const number = severityNumber(decodeJson(source, start + 1, end - 1))
    if (number > 0 && !this.#isTaken(place.number)) this.#ready(place.number, String(number))
    return this.#put(place.to, source, start, end)
  }

  #protocol(place: Prepared, source: Uint8Array, start: number, end: number): boolean {
    if (!isHttp(source, start + 1, end - 1)) return false
    if (place.name >= 0 && !this.#isTaken(place.name)) this.#put(place.name, HTTP, 0, HTTP.length)
    return this.#quoted(place.to, source, start + 6, end - 1)
  }

  /** `/a?b=c` is a path and its query; `*`, `host:443` and whole URLs are none. */
  #target(place: Prepared, source: Uint8Array, start: number, end: number): boolean {
    if (source[start + 1] !== 0x2f)
      return !this.#isTaken(place.otherwise) && this.#put(place.otherwise, source, start, end)
    // Not `indexOf`: it would search on to the end of the block.
    let mark = start
    while (mark < end && source[mark] !== 0x3f) mark++
    if (mark === end || this.#isTaken(place.query)) return this.#put(place.to, source, start, end)
    this.#quoted(place.to, source, start + 1, mark)
    // Its key, if it is one, is the path.
    const wasKey = this.#isKey
    this.#isKey = false
    this.#quoted(place.query, source, mark + 1, end - 1)
    this.#isKey = wasKey
    return true
  }

  #isTaken(target: number): boolean {
    return this.#taken[target] === this.#record
  }

  /** The JSON `source[start, end)` is the value of `target`. Keeps the parts in the order in which they are written. */
  #put(target: number, source: Uint8Array | null, start: number, end: number): true {
    this.#taken[target] = this.#record
    const parts = this.#parts
    parts[this.#count] ??= { target: 0, source: null, start: 0, end: 0, isKey: false }
    const part = parts[this.#count]!
    part.target = target
    part.source = source
    part.start = start
    part.end = end
    part.isKey = this.#isKey
    const order = this.#targets.orderOf(target)
    let i = this.#count++
    for (; i > 0 && this.#targets.orderOf(parts[i - 1]!.target) > order; i--) parts[i] = parts[i - 1]!
    parts[i] = part
    return true
  }

  /** The same for bytes that become a text: quotes are put around them. */
  #quoted(target: number, source: Uint8Array, start: number, end: number): true {
    const made = this.#made
    const at = made.at
    put(made, 0x22)
    copy(made, source, start, end)
    put(made, 0x22)
    return this.#put(target, made.bytes, at, made.at)
  }

  /** The same for JSON of a few characters of Latin-1, as `latin1` gives bytes. */
  #ready(target: number, json: string): true {
    const text = Buffer.from(json, 'latin1')
    return this.#put(target, text, 0, text.length)
  }

  #emit(out: BlockBuilder, record: RecordView, keyMember: number): void {
    const targets = this.#targets
    let before = -1
    for (let i = 0; i < this.#count; i++) {
      const { target, source, start, end, isKey: isIt } = this.#parts[i]!
      const between = targets.before(before, target)
      copy(out, between, 0, between.length)
      const at = out.at
      copy(out, source!, start, end)
      if (isIt) this.#keyAt(out, at)
      before = target
    }
    if (before < 0) put(out, 0x7b)
    else out.write(targets.after(before))
    this.#emitOwn(out, record)
    this.#emitRest(out, record, keyMember)
  }

  /** Objects that have the schema's names already, where nothing else went into the same one. */
  #emitOwn(out: BlockBuilder, record: RecordView): void {
    for (const m of this.#own) {
      const root = this.#roots.get(record.nameOf[m]!)!
      const isFree =
        record.memberOf(record.nameOf[m]!) === m &&
        !this.#parts.slice(0, this.#count).some(({ target }) => this.#targets.rootOf(target) === root)
      if (!isFree) {
        this.#rest.push(m)
        continue
      }
      if (out.bytes[out.at - 1] !== 0x7b) put(out, 0x2c)
      this.#emitMember(out, record, m, false)
    }
  }

  #emitRest(out: BlockBuilder, record: RecordView, keyMember: number): void {
    const { nested } = this.#schema
    let first = true
    const next = (): void => {
      if (out.bytes[out.at - 1] !== 0x7b) put(out, 0x2c)
      if (nested && first) out.write(PREFIX_OBJECT)
      first = false
    }
    for (const m of this.#rest) {
      next()
      this.#emitMember(out, record, m, !nested, m === keyMember)
    }
    for (const { name, text } of this.#addedRest) {
      if (record.memberOf(name) >= 0) continue
      next()
      out.write(text)
    }
    if (nested && !first) put(out, 0x7d)
  }

  #emitMember(out: BlockBuilder, record: RecordView, m: number, prefixed: boolean, isIt = false): void {
    const members = this.#members
    const found = members.value(record, m)
    if (prefixed) {
      out.write(PREFIX_KEY)
      copy(out, record.bytes, record.keyStart[m]! + 1, record.keyEnd[m]!)
    } else copy(out, record.bytes, record.keyStart[m]!, record.keyEnd[m]!)
    put(out, 0x3a)
    const at = out.at
    copy(out, found === AS_IT_IS ? record.bytes : members.hidden.bytes, members.start, members.end)
    if (isIt) this.#keyAt(out, at)
  }

  #keyAt(out: BlockBuilder, at: number): void {
    if (!isKey(kindAt(out.bytes, at, out.at))) return
    const quotes = out.bytes[at] === 0x22 ? 1 : 0
    this.keyStart = at + quotes
    this.keyEnd = out.at - quotes
  }
}

const HTTP = encoder.encode('"http"')

/** True for `HTTP/1.1` and `HTTP/2`. */
function isHttp(bytes: Uint8Array, from: number, to: number): boolean {
  const isName =
    bytes[from] === 0x48 &&
    bytes[from + 1] === 0x54 &&
    bytes[from + 2] === 0x54 &&
    bytes[from + 3] === 0x50 &&
    bytes[from + 4] === 0x2f
  const isVersion =
    to - from === 6 || (to - from === 8 && bytes[from + 6] === 0x2e && isDigit(bytes[from + 7]))
  return isName && isVersion && isDigit(bytes[from + 5])
}

const PREFIX_OBJECT = encoder.encode(`"${PREFIX}":{`)
const PREFIX_KEY = encoder.encode(`"${PREFIX}.`)

/** A key that nobody asks for has no number. */
function placeFor(places: readonly (Prepared | undefined)[], name: number): Prepared | undefined {
  return name < 0 ? undefined : places[name]
}

function kindAt(bytes: Uint8Array, from: number, to: number): number {
  valueEnd(bytes, from, to)
  return kindOf
}

/** What an application writes under a schema's own name is what it says: only its type is looked at. */
function plain(as: Conversion): Conversion {
  return as === 'integer' || as === 'number' || as === 'text' ? as : 'any'
}

/** True for a name of the schema itself, which a user may add fields under. */
function isOwnName(schema: Schema, name: string): boolean {
  return schema.roots.has(name.split('.')[0]!) && name.includes('.')
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}
