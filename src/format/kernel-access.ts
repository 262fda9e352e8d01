import { combinedShape, FAST_LEADS, LEAD_BYTES } from './combined-shape.ts'
import { lettersOf } from './escapes.ts'
import { type KernelForm, LINE_ACCESS } from './kernel-form.ts'
import { FLAG_AGAIN, READ_PATTERN_TIME } from './op-codes.ts'
import type { EmitOp, OpTable, ParseOp } from './op-table.ts'

/** A table with what was found out about it. */
interface TableStep {
  readonly table: OpTable
  /** Number of parse ops that equal those of the table before. */
  readonly shared: number
  /** Index of the emit op that writes the partition key, -1 without one. */
  readonly key: number
}

/** Layout of `kernel/access/form.ts`, in bytes. */
const FAST_PATH = 8
const NULL_TEXT = 48
const FAST_PATH_LEADS = 64
const HEADER_BYTES: number = FAST_PATH_LEADS + 10 * LEAD_BYTES
const TABLE_BYTES = 64
const OP_BYTES = 48
const LEAD = 32
const NEXT_EMIT = 20
const SLOT_BYTES = 16
/** `ACCESS_SCRATCH` of `kernel/map.ts`: four slots at which nobody looks, then those of the table. */
const NOT_KEPT = 0x14000
const SLOTS: number = NOT_KEPT + 4 * SLOT_BYTES
const MOST_SLOTS = 480
/** Bytes of a stop that are compared at once. */
const WORD_BYTES = 8
/** A byte that no byte is. */
const NO_BYTE = 256
const SPACE = 0x20
/** Beside its lead and six bytes for each of its field, an emit op writes quotes, null or a time. */
const EMIT_ROOM = 64
/** A byte of control needs six in JSON: `\u0001`. */
const GROWTH = 6
const HEX_ESCAPES = { apache: 1, nginx: 1, json: 2, none: 0 } as const

/** How the kernel reads access logs with these tables; null when it cannot. */
export function accessForm(steps: readonly TableStep[]): KernelForm | null {
  if (!steps.every(({ table }) => runs(table))) return null
  // Of a text that may hold its stop the kernel tries the first place only, and must not go on to the next table after that.
  if (steps.length > 1 && steps.some(({ table }) => has(table, FLAG_AGAIN))) return null
  return {
    kind: LINE_ACCESS,
    growth: GROWTH,
    fixedBytes: Math.max(...steps.map(({ table }) => fixedBytes(table))),
    image: (address) => imageOf(steps, address),
  }
}

/** Times by a pattern are read by the plain engine only. Line ends in a stop would fit behind the line; two spaces fit nothing at all. */
function runs(table: OpTable): boolean {
  const stops = table.parse.map(({ stop }) => Buffer.from(stop).toString('latin1'))
  if (table.parse.some(({ code }) => code === READ_PATTERN_TIME)) return false
  return table.slots <= MOST_SLOTS && !stops.some((stop) => /[\r\n]| {2}/.test(stop))
}

function has(table: OpTable, flag: number): boolean {
  return table.parse.some(({ flags }) => (flags & flag) !== 0)
}

function fixedBytes({ emit }: OpTable): number {
  return emit.reduce((sum, { lead }) => sum + lead.length + EMIT_ROOM, EMIT_ROOM)
}

/** Grows at its end; everything begins at a multiple of 16. */
class Image {
  readonly #address: number
  #bytes: Buffer<ArrayBuffer> = Buffer.alloc(0)

  constructor(address: number) {
    this.#address = address
  }

  get bytes(): Buffer<ArrayBuffer> {
    return this.#bytes
  }

  /** Adds room; its place in the image. */
  add(size: number): number {
    const at = this.#bytes.length
    this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(Math.ceil(size / 16) * 16)])
    return at
  }

  addressOf(at: number): number {
    return this.#address + at
  }

  placeOf(address: number): number {
    return address - this.#address
  }

  wordAt(at: number): number {
    return this.#bytes.readUInt32LE(at)
  }

  words(at: number, ...values: readonly number[]): void {
    for (const [i, value] of values.entries()) this.#bytes.writeUInt32LE(value >>> 0, at + i * 4)
  }
}

function imageOf(steps: readonly TableStep[], address: number): Uint8Array {
  const image = new Image(address)
  const header = image.add(HEADER_BYTES)
  const tables = image.add(TABLE_BYTES * steps.length)
  image.words(header, steps.length, steps.some(({ table }) => table.secondDotted) ? 1 : 0)
  image.bytes.write('null', NULL_TEXT)
  // Lines of the fast path have a `-` in their second column: those tables are left out for them.
  const fast = steps.findIndex(({ table }) => !table.secondDotted)
  for (const [i, { table, shared, key }] of steps.entries()) {
    const letters = image.add(NO_BYTE)
    image.bytes.set(lettersOf(table.escapes), letters)
    const parse = addParseOps(image, table.parse)
    const emit = addEmitOps(image, table.emit, key)
    image.words(
      tables + i * TABLE_BYTES,
      image.addressOf(parse),
      table.parse.length,
      image.addressOf(emit),
      image.addressOf(image.bytes.length),
      shared,
      table.secondDotted ? 1 : 0,
      image.addressOf(letters),
      HEX_ESCAPES[table.escapes],
    )
    if (i === fast) addFastPath(image, steps[i]!, tables + i * TABLE_BYTES, parse)
  }
  return image.bytes
}

/** Tells `kernel/access/combined.ts` what it needs, when the table is what it reads. */
function addFastPath(image: Image, { table, key }: TableStep, tableAt: number, parseAt: number): void {
  const shape = combinedShape(table, key)
  if (shape === null) return
  const request = image.addressOf(parseAt + shape.request * OP_BYTES)
  const rest = shape.isWhole ? 0 : emitAddress(image, tableAt, shape.rest)
  image.words(FAST_PATH, request, image.addressOf(tableAt), key < 0 ? 0 : 1, shape.lastLead.length, rest)
  for (const [n, lead] of FAST_LEADS.entries()) image.bytes.write(lead, FAST_PATH_LEADS + n * LEAD_BYTES)
  image.bytes.set(shape.lastLead, FAST_PATH_LEADS + FAST_LEADS.length * LEAD_BYTES)
}

/** Address of the table's emit op `n`: each tells where the next one lies. */
function emitAddress(image: Image, tableAt: number, n: number): number {
  let address = image.wordAt(tableAt + 8)
  for (let i = 0; i < n; i++) address = image.wordAt(image.placeOf(address) + NEXT_EMIT)
  return address
}

function addParseOps(image: Image, ops: readonly ParseOp[]): number {
  const first = image.add(OP_BYTES * ops.length)
  for (const [i, { code, flags, slot, stop }] of ops.entries()) {
    const at = first + i * OP_BYTES
    const text = image.add(stop.length)
    image.bytes.set(stop, text)
    const word = new Uint32Array(2)
    new Uint8Array(word.buffer).set(stop.subarray(0, WORD_BYTES))
    const mask = new Uint32Array(2)
    new Uint8Array(mask.buffer).fill(0xff, 0, stop.length)
    const endsInSpace = stop.at(-1) === SPACE
    const isLoose = stop.includes(SPACE) || stop.length > WORD_BYTES
    image.words(at, code, flags, slotAt(slot), stop.length, word[0]!, word[1]!, mask[0]!, mask[1]!)
    image.words(at + 32, image.addressOf(text), stop[0] ?? NO_BYTE, endsInSpace ? SPACE : NO_BYTE)
    image.words(at + 44, isLoose ? 1 : 0)
  }
  return first
}

function addEmitOps(image: Image, ops: readonly EmitOp[], key: number): number {
  const first = image.bytes.length
  for (const [i, { code, slot, lead, shift }] of ops.entries()) {
    const at = image.add(LEAD + lead.length)
    image.bytes.set(lead, at + LEAD)
    const next = image.addressOf(image.bytes.length)
    image.words(at, code, slotAt(slot), lead.length, shift, i === key ? 1 : 0, next)
  }
  return first
}

function slotAt(slot: number): number {
  return slot < 0 ? NOT_KEPT : SLOTS + slot * SLOT_BYTES
}
