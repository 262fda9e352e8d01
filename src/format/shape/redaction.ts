import type { BlockBuilder } from '../block-builder.ts'
import { DEFAULT_PREFIX, MASK, networksOf } from './ip-prefix.ts'
import { ARRAY, ESCAPED, kindOf, NULL, NUMBER, OBJECT, STRING, skipSpace, valueEnd } from './json-walk.ts'
import { pseudonymsOf } from './pseudonym.ts'
import { decodeJson } from './record-names.ts'
import { type TextRedaction, textRedaction } from './secrets.ts'
import type { RedactOptions } from './shape-options.ts'

/** Fields that hold the address of a client, a proxy's list of them, or its host name. */
export const CLIENT_ADDRESSES: readonly string[] = [
  'ip_address',
  'client_address',
  'remote_addr',
  'remote_host',
  'peer_address',
  'peer_host',
  'realip_remote_addr',
  'the_real_ip',
  'x_real_ip',
  'x_forwarded_for',
  'x_client_ip',
  'true_client_ip',
  'cf_connecting_ip',
  'forwarded',
]
/** What is kinetail's own in a record: without it nobody could tell what it is, and when. */
const OWN: ReadonlySet<string> = new Set(['timestamp', 'log_type', 'event_id'])

/** What becomes of a field's text; null when the whole field goes. */
type Hide = ((text: string) => string) | null

/** What is hidden in a field, or in the members of an object under it. */
interface Node {
  hide: Hide | undefined
  readonly members: Map<string, Node>
}

/** Hides what rules name, in the JSON of a value: every member of that name, in objects and in arrays of them too. */
export class Redaction {
  readonly #root: Node = newNode()
  readonly #text: TextRedaction | undefined
  readonly #hasPatterns: boolean
  /** True when a rule names fields: text that has none cannot be searched for them. */
  readonly namesFields: boolean

  constructor(rules: readonly RedactOptions[]) {
    for (const rule of rules) this.#add(rule)
    const all = (part: 'query' | 'patterns'): string[] => rules.flatMap((rule) => rule[part] ?? [])
    this.#text = textRedaction(all('query'), all('patterns'))
    this.#hasPatterns = all('patterns').length > 0
    this.namesFields = this.#root.members.size > 0
  }

  /** Names of the record's own members that a rule is about. */
  get names(): string[] {
    return [...this.#root.members.keys()]
  }

  /** True when a rule names the record's own member of this name, or something in it. */
  isNamed(name: string): boolean {
    return this.#root.members.has(name)
  }

  /** False when nothing that is searched in texts can be in the JSON `bytes[from, to)`. */
  searches(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#text === undefined || this.#hasPatterns) return this.#text !== undefined
    // A parameter has an equals sign, as it is, percent-encoded or escaped.
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!
      if (byte === 0x3d || byte === 0x25 || byte === 0x5c) return true
    }
    return false
  }

  /** True when a member of a name that no rule has is searched. */
  concerns(name: string, kind: number): boolean {
    if (this.#text === undefined || OWN.has(name)) return false
    return kind === STRING || kind === ESCAPED || kind === NUMBER || kind === OBJECT || kind === ARRAY
  }

  removes(name: string): boolean {
    return this.#root.members.get(name)?.hide === null
  }

  /** Writes the value of the record's member `name`, `bytes[from, to)`, with what is to be hidden hidden. */
  write(out: BlockBuilder, name: string, bytes: Uint8Array, from: number, to: number, kind: number): void {
    this.#value(out, bytes, from, to, kind, this.#root.members.get(name))
  }

  /** A text without fields, as far as it can be searched. */
  text(text: string): string {
    return this.#text === undefined ? text : this.#text(text)
  }

  #add(rule: RedactOptions): void {
    const prefix = rule.ip_prefix ?? DEFAULT_PREFIX
    const addresses = rule.ip === true ? CLIENT_ADDRESSES : rule.ip || []
    for (const name of addresses) this.#put(name, (text) => networksOf(text, prefix))
    if (rule.pseudonymise !== undefined && rule.pseudonymise.length > 0) {
      const pseudonyms = pseudonymsOf(rule)
      for (const name of rule.pseudonymise) this.#put(name, pseudonyms)
    }
    for (const name of rule.mask ?? []) this.#put(name, () => MASK)
    for (const name of rule.remove ?? []) this.#put(name, null)
  }

  /** A name with points is a member's own name, and a way into objects. */
  #put(name: string, hide: Hide): void {
    nodeAt(this.#root, name).hide = hide
    const parts = name.split('.')
    if (parts.length === 1) return
    let node = this.#root
    for (const part of parts) node = nodeAt(node, part)
    node.hide = hide
  }

  #value(
    out: BlockBuilder,
    bytes: Uint8Array,
    from: number,
    to: number,
    kind: number,
    node: Node | undefined,
  ): void {
    const hide = node?.hide
    if (hide && kind !== NULL) {
      writeText(out, hide(textOf(bytes, from, to, kind)))
      return
    }
    if (kind === OBJECT && (this.#text !== undefined || (node?.members.size ?? 0) > 0))
      this.#object(out, bytes, from, to, node)
    else if (kind === ARRAY && (this.#text !== undefined || (node?.members.size ?? 0) > 0))
      this.#array(out, bytes, from, to, node)
    else if (this.#text !== undefined && (kind === STRING || kind === ESCAPED || kind === NUMBER)) {
      const text = textOf(bytes, from, to, kind)
      const hidden = this.#text(text)
      if (hidden === text) out.write(bytes.subarray(from, to))
      else writeText(out, hidden)
    } else out.write(bytes.subarray(from, to))
  }

  #object(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, node: Node | undefined): void {
    put(out, 0x7b)
    let first = true
    for (let i = skipSpace(bytes, from + 1, to); bytes[i] === 0x22; ) {
      const keyEnd = valueEnd(bytes, i, to)
      const value = skipSpace(bytes, skipSpace(bytes, keyEnd, to) + 1, to)
      const end = valueEnd(bytes, value, to)
      const kind = kindOf
      const inner = node?.members.get(decodeJson(bytes, i + 1, keyEnd - 1))
      if (inner?.hide !== null) {
        if (!first) put(out, 0x2c)
        first = false
        out.write(bytes.subarray(i, keyEnd))
        put(out, 0x3a)
        this.#value(out, bytes, value, end, kind, inner)
      }
      i = skipSpace(bytes, end, to)
      if (bytes[i] === 0x2c) i = skipSpace(bytes, i + 1, to)
    }
    put(out, 0x7d)
  }

  #array(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, node: Node | undefined): void {
    const within = node === undefined ? undefined : { hide: undefined, members: node.members }
    put(out, 0x5b)
    for (let i = skipSpace(bytes, from + 1, to); bytes[i] !== 0x5d; ) {
      const end = valueEnd(bytes, i, to)
      this.#value(out, bytes, i, end, kindOf, within)
      i = skipSpace(bytes, end, to)
      if (bytes[i] !== 0x2c) break
      put(out, 0x2c)
      i = skipSpace(bytes, i + 1, to)
    }
    put(out, 0x5d)
  }
}

function newNode(): Node {
  return { hide: undefined, members: new Map() }
}

function nodeAt(node: Node, name: string): Node {
  let member = node.members.get(name)
  if (member === undefined) {
    member = newNode()
    node.members.set(name, member)
  }
  return member
}

function textOf(bytes: Uint8Array, from: number, to: number, kind: number): string {
  const quotes = kind === STRING || kind === ESCAPED ? 1 : 0
  if (quotes === 1) return decodeJson(bytes, from + 1, to - 1)
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
}

function put(out: BlockBuilder, byte: number): void {
  out.reserve(1)
  out.bytes[out.at++] = byte
}

/** A text as JSON. A lone surrogate, which UTF-8 does not have, stays an escape. */
export function writeText(out: BlockBuilder, text: string): void {
  out.write(Buffer.from(JSON.stringify(text)))
}
