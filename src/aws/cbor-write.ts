/** Major types (RFC 8949, section 3.1). */
const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6]
const TIME = 1

/** A time, in ms since the epoch, as AWS writes one. */
export class CborTime {
  readonly ms: number

  constructor(ms: number) {
    this.ms = ms
  }
}

/**
 * CBOR (RFC 8949) as `application/x-amz-cbor-1.1` has it, all lengths told: objects, arrays, texts, Uint8Arrays, numbers,
 * truth values, null and CborTime. Members without a value are left out.
 */
export function encodeCbor(value: unknown): Buffer {
  const parts: Uint8Array[] = []
  write(parts, value)
  return Buffer.concat(parts)
}

function write(parts: Uint8Array[], value: unknown): void {
  if (value === null || value === undefined) parts.push(Buffer.of(0xf6))
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xf5 : 0xf4))
  else if (typeof value === 'number') writeNumber(parts, value)
  else if (typeof value === 'string') {
    const text = Buffer.from(value)
    parts.push(cborHead(TEXT, text.length), text)
  } else if (value instanceof Uint8Array) parts.push(cborHead(BYTES, value.length), value)
  else if (value instanceof CborTime) {
    parts.push(cborHead(TAG, TIME))
    writeNumber(parts, value.ms)
  } else if (Array.isArray(value)) {
    parts.push(cborHead(ARRAY, value.length))
    for (const one of value) write(parts, one)
  } else {
    const members = Object.entries(value as object).filter(([, member]) => member !== undefined)
    parts.push(cborHead(MAP, members.length))
    for (const [key, member] of members) {
      write(parts, key)
      write(parts, member)
    }
  }
}

function writeNumber(parts: Uint8Array[], value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0))
    parts.push(value >= 0 ? cborHead(UNSIGNED, value) : cborHead(NEGATIVE, -1 - value))
  else {
    const bytes = Buffer.alloc(9)
    bytes[0] = 0xfb
    bytes.writeDoubleBE(value, 1)
    parts.push(bytes)
  }
}

/** First bytes of an item: its major type and its number or length. */
export function cborHead(major: number, argument: number): Buffer {
  const type = major << 5
  if (argument < 24) return Buffer.of(type | argument)
  const info = argument < 0x100 ? 0 : argument < 0x10000 ? 1 : argument < 2 ** 32 ? 2 : 3
  const head = Buffer.alloc(1 + 2 ** info)
  head[0] = type | (24 + info)
  if (info === 3) head.writeBigUInt64BE(BigInt(argument), 1)
  else head.writeUIntBE(argument, 1, 2 ** info)
  return head
}
