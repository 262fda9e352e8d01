import { base64 } from './base64'

/**
 * The records of a PutRecords body, in JSON or CBOR, from where they lie. A place is four u32: address and length of the
 * data, address and length of the partition key, which is UTF-8 that stands in JSON as it is.
 */

/** Bytes of a place. */
const PLACE: usize = 16

/**
 * Writes `{"Data":"…","PartitionKey":"…"}` for each of `n` places, commas between them, from `to` on.
 * Reads up to 64 bytes behind data and keys, writes up to 64 behind what it wrote.
 * @returns the address after the last
 */
export function putJson(places: usize, n: u32, to: usize): usize {
  const end = places + <usize>n * PLACE
  let q = to
  for (let place = places; place < end; place += PLACE) {
    // {"Data":"
    v128.store(q, i8x16(0x7b, 0x22, 0x44, 0x61, 0x74, 0x61, 0x22, 0x3a, 0x22, 0, 0, 0, 0, 0, 0, 0))
    q = base64(load<u32>(place), load<u32>(place, 4), q + 9)
    // ","PartitionKey":"
    v128.store(
      q,
      i8x16(0x22, 0x2c, 0x22, 0x50, 0x61, 0x72, 0x74, 0x69, 0x74, 0x69, 0x6f, 0x6e, 0x4b, 0x65, 0x79, 0x22),
    )
    store<u16>(q, 0x223a, 16)
    q = copy(load<u32>(place, 8), load<u32>(place, 12), q + 18)
    // "},
    store<u32>(q, 0x2c7d22)
    q += 3
  }
  return n == 0 ? q : q - 1
}

/**
 * Writes the same in CBOR (RFC 8949), as maps of two members, all lengths definite. Reads up to 64 bytes behind data and
 * keys, writes up to 64 behind what it wrote.
 * @returns the address after the last
 */
export function putCbor(places: usize, n: u32, to: usize): usize {
  const end = places + <usize>n * PLACE
  let q = to
  for (let place = places; place < end; place += PLACE) {
    // A map of two, text of four: Data
    store<u64>(q, 0x6174614464a2)
    const length = load<u32>(place, 4)
    q = copy(load<u32>(place), length, head(2, length, q + 6))
    // Text of twelve: PartitionKey
    v128.store(q, i8x16(0x6c, 0x50, 0x61, 0x72, 0x74, 0x69, 0x74, 0x69, 0x6f, 0x6e, 0x4b, 0x65, 0x79, 0, 0, 0))
    const key = load<u32>(place, 12)
    q = copy(load<u32>(place, 8), key, head(3, key, q + 13))
  }
  return q
}

/** Major type and length; the address after them. */
// @ts-ignore: decorator
@inline
function head(major: u32, length: u32, to: usize): usize {
  const type = major << 5
  if (length < 24) {
    store<u8>(to, <u8>(type | length))
    return to + 1
  }
  if (length < 0x100) {
    store<u8>(to, <u8>(type | 24))
    store<u8>(to, <u8>length, 1)
    return to + 2
  }
  if (length < 0x10000) {
    store<u8>(to, <u8>(type | 25))
    store<u16>(to, bswap<u16>(<u16>length), 1)
    return to + 3
  }
  store<u8>(to, <u8>(type | 26))
  store<u32>(to, bswap<u32>(length), 1)
  return to + 5
}

/** The address after the copy: in steps of 64 bytes. */
// @ts-ignore: decorator
@inline
function copy(from: usize, length: usize, to: usize): usize {
  for (let i: usize = 0; i < length; i += 64) {
    v128.store(to + i, v128.load(from + i))
    v128.store(to + i, v128.load(from + i, 16), 16)
    v128.store(to + i, v128.load(from + i, 32), 32)
    v128.store(to + i, v128.load(from + i, 48), 48)
  }
  return to + length
}
