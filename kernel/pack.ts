/**
 * Packing: many records into one entry of the service. The records lie anywhere in memory; a list of places
 * says where. A place is five u32: address and bytes of the data, address and bytes of the partition key,
 * and the number of the key (set here).
 */

import { LF } from './bytes'
import { copy } from './move'

const PLACE: usize = 20

// Tags of protobuf fields in a KPL aggregate (`src/aws/kpl.ts` has the messages).
const KEY_TAG: u8 = 0x0a
const RECORD_TAG: u8 = 0x1a
const KEY_INDEX_TAG: u8 = 0x08
const DATA_TAG: u8 = 0x1a

/** Each of `count` records with an LF behind it, to `to`; returns the end. */
export function packLines(places: usize, count: i32, to: usize): usize {
  const last = places + <usize>count * PLACE
  for (let place = places; place < last; place += PLACE) {
    const bytes = load<u32>(place, 4)
    copy(to, load<u32>(place), bytes)
    to += bytes
    store<u8>(to++, LF)
  }
  return to
}

/**
 * How many of `count` records fit into an aggregate with `room` bytes for its fields; numbers their keys in
 * the order in which they come. `keys` gets the place of the first record of each key (up to `count` u32).
 * `slots` is a hash table with linear probing, `mask` + 1 u32, zero at first and never full: the number of a
 * key, from 1.
 */
export function fitAggregate(places: usize, count: i32, room: i32, keys: usize, slots: usize, mask: u32): i32 {
  let known: u32 = 0
  for (let i = 0; i < count; i++) {
    const place = places + <usize>i * PLACE
    const key: usize = load<u32>(place, 8)
    const keyBytes: u32 = load<u32>(place, 12)
    let slot = hash(key, keyBytes) & mask
    let index: u32 = 0
    while (true) {
      index = load<u32>(slots + (<usize>slot << 2))
      if (index == 0) break
      const other = load<u32>(keys + (<usize>(index - 1) << 2))
      if (load<u32>(other, 12) == keyBytes && same(load<u32>(other, 8), key, keyBytes)) break
      slot = (slot + 1) & mask
    }
    const fresh = index == 0
    if (fresh) index = known + 1
    room -= field(body(index - 1, load<u32>(place, 4)))
    if (fresh) room -= field(keyBytes)
    if (room < 0) return i
    store<u32>(place, index - 1, 16)
    if (fresh) {
      store<u32>(keys + (<usize>known << 2), <u32>place)
      store<u32>(slots + (<usize>slot << 2), index)
      known++
    }
  }
  return count
}

/**
 * The fields of an aggregate of the first `count` records, whose keys `fitAggregate` has numbered; returns
 * the end.
 */
export function packAggregate(places: usize, count: i32, to: usize): usize {
  let known: u32 = 0
  const last = places + <usize>count * PLACE
  for (let place = places; place < last; place += PLACE) {
    if (load<u32>(place, 16) != known) continue
    known++
    store<u8>(to++, KEY_TAG)
    const bytes = load<u32>(place, 12)
    to = varint(to, bytes)
    copy(to, load<u32>(place, 8), bytes)
    to += bytes
  }
  for (let place = places; place < last; place += PLACE) {
    const bytes = load<u32>(place, 4)
    const index = load<u32>(place, 16)
    store<u8>(to++, RECORD_TAG)
    to = varint(to, body(index, bytes))
    store<u8>(to++, KEY_INDEX_TAG)
    to = varint(to, index)
    store<u8>(to++, DATA_TAG)
    to = varint(to, bytes)
    copy(to, load<u32>(place), bytes)
    to += bytes
  }
  return to
}

/** Bytes of a Record: the number of its key and its data. */
// @ts-ignore: decorator
@inline
function body(index: u32, bytes: u32): u32 {
  return 1 + varintBytes(index) + field(bytes)
}

/** Bytes of a field: its tag, its length, what it holds. */
// @ts-ignore: decorator
@inline
function field(bytes: u32): u32 {
  return 1 + varintBytes(bytes) + bytes
}

// @ts-ignore: decorator
@inline
function varintBytes(value: u32): u32 {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4
}

/** @param value below 2^28 */
// @ts-ignore: decorator
@inline
function varint(to: usize, value: u32): usize {
  while (value > 0x7f) {
    store<u8>(to++, <u8>(value | 0x80))
    value >>= 7
  }
  store<u8>(to, <u8>value)
  return to + 1
}

/** Eight bytes at a time, multiplied and folded: keys are addresses and ids that differ in a digit. */
function hash(p: usize, bytes: u32): u32 {
  let h: u64 = 0x9e3779b97f4a7c15 ^ bytes
  let left: i32 = bytes
  while (left > 0) {
    h = (h ^ eight(p, left)) * 0xff51afd7ed558ccd
    h ^= h >> 32
    p += 8
    left -= 8
  }
  return <u32>h
}

function same(a: usize, b: usize, bytes: u32): bool {
  let left: i32 = bytes
  while (left > 0) {
    if (eight(a, left) != eight(b, left)) return false
    a += 8
    b += 8
    left -= 8
  }
  return true
}

/** The next eight bytes, of which only the first `left` count. */
// @ts-ignore: decorator
@inline
function eight(p: usize, left: i32): u64 {
  const all = load<u64>(p)
  return left >= 8 ? all : all & ((<u64>1 << (<u64>left << 3)) - 1)
}
