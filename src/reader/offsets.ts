import { SLOT, Slab, type Slot } from './slab.ts'

/** What a leaf costs in memory: its slot, and about this much for the objects around it (measured on Node 20). */
const LEAF_BYTES: number = SLOT + 160
/** One insertion makes two distances of one: it adds no more bytes than this (2^53 takes eight of seven bits). */
const GROWTH = 16

/** Some offsets in ascending order: the first as it is, then the distances, seven bits a byte, in a slot. */
interface Leaf {
  first: number
  last: number
  count: number
  used: number
  readonly slot: Slot
}

/**
 * An exact set of byte offsets, in ascending leaves of delta-coded numbers: lines are mostly 20 to 16,000 bytes long, so a
 * member costs one or two bytes. Appending is O(1); an insertion elsewhere is a binary search and a scan of one leaf.
 */
export class OffsetSet {
  readonly #leaves: Leaf[] = []
  readonly #slab: Slab
  #size = 0

  constructor(slab: Slab = new Slab()) {
    this.#slab = slab
  }

  /** Bytes of memory held. */
  get bytes(): number {
    return this.#leaves.length * LEAF_BYTES
  }

  /** Offsets held. */
  get size(): number {
    return this.#size
  }

  /** Puts `offset` (an integer from 0 to 2^53 - 1) in; false when it was there. */
  add(offset: number): boolean {
    const at = this.#leafFor(offset)
    const leaf = this.#leaves[at]
    if (leaf === undefined) this.#insertLeaf(0, offset)
    else if (!this.#addTo(leaf, at, offset)) return false
    this.#size++
    return true
  }

  /** Takes the leaf of the lowest offsets out. Returns the offset below which nothing is held now, or undefined when it was empty. */
  dropLowest(): number | undefined {
    const leaf = this.#leaves.shift()
    if (leaf === undefined) return undefined
    this.#slab.give(leaf.slot)
    this.#size -= leaf.count
    return leaf.last + 1
  }

  /** Index of the last leaf that begins at or below `offset`; 0 when none does. */
  #leafFor(offset: number): number {
    let low = 0
    let high = this.#leaves.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#leaves[middle]!.first <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  #insertLeaf(at: number, offset: number): void {
    const leaf = { first: offset, last: offset, count: 1, used: 0, slot: this.#slab.take() }
    this.#leaves.splice(at, 0, leaf)
  }

  #addTo(leaf: Leaf, at: number, offset: number): boolean {
    const full = leaf.used + GROWTH > SLOT
    if (offset > leaf.last) {
      // A leaf of its own, and no split: files read in order fill their leaves to the brim.
      if (full) this.#insertLeaf(at + 1, offset)
      else {
        splice(leaf, leaf.used, 0, offset - leaf.last)
        leaf.last = offset
        leaf.count++
      }
      return true
    }
    if (full) {
      const upper = this.#split(leaf, at)
      return this.#put(offset < upper.first ? leaf : upper, offset)
    }
    return this.#put(leaf, offset)
  }

  /** Puts an offset in a leaf with room, of which it is not the end. */
  #put(leaf: Leaf, offset: number): boolean {
    if (offset > leaf.last) {
      splice(leaf, leaf.used, 0, offset - leaf.last)
      leaf.last = offset
    } else if (offset < leaf.first) {
      splice(leaf, 0, 0, leaf.first - offset)
      leaf.first = offset
    } else if (!putBetween(leaf, offset)) return false
    leaf.count++
    return true
  }

  /** Moves the upper half of a leaf into a new one. */
  #split(leaf: Leaf, at: number): Leaf {
    let value = leaf.first
    let position = 0
    let count = 1
    while (position < leaf.used / 2) {
      value += distanceAt(leaf, position)
      position += lengthAt(leaf, position)
      count++
    }
    const rest = position + lengthAt(leaf, position)
    const { bytes, base } = leaf.slot
    const upper: Leaf = {
      first: value + distanceAt(leaf, position),
      last: leaf.last,
      count: leaf.count - count,
      used: leaf.used - rest,
      slot: this.#slab.take(),
    }
    upper.slot.bytes.set(bytes.subarray(base + rest, base + leaf.used), upper.slot.base)
    leaf.last = value
    leaf.count = count
    leaf.used = position
    this.#leaves.splice(at + 1, 0, upper)
    return upper
  }
}

/** Puts an offset between two others: one distance becomes two. False when it is there. */
function putBetween(leaf: Leaf, offset: number): boolean {
  if (offset === leaf.first || offset === leaf.last) return false
  const { bytes, base } = leaf.slot
  let value = leaf.first
  let position = base
  for (;;) {
    const start = position
    let distance = 0
    let scale = 1
    let byte: number
    do {
      byte = bytes[position++]!
      distance += (byte & 0x7f) * scale
      scale *= 128
    } while (byte >= 0x80)
    const next = value + distance
    if (next === offset) return false
    if (next > offset) {
      splice(leaf, start - base, position - start, offset - value, next - offset)
      return true
    }
    value = next
  }
}

/** Replaces `removed` bytes at `position` of a leaf by one distance or two. */
function splice(leaf: Leaf, position: number, removed: number, first: number, second?: number): void {
  const { bytes, base } = leaf.slot
  const added = lengthOf(first) + (second === undefined ? 0 : lengthOf(second))
  const at = base + position
  if (position + removed < leaf.used) bytes.copyWithin(at + added, at + removed, base + leaf.used)
  const next = write(bytes, at, first)
  if (second !== undefined) write(bytes, next, second)
  leaf.used += added - removed
}

function lengthOf(distance: number): number {
  let length = 1
  for (let rest = distance; rest >= 128; rest = Math.floor(rest / 128)) length++
  return length
}

function write(bytes: Uint8Array, position: number, distance: number): number {
  let rest = distance
  while (rest >= 128) {
    bytes[position++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  bytes[position++] = rest
  return position
}

function distanceAt({ slot }: Leaf, position: number): number {
  let distance = 0
  let scale = 1
  for (let at = slot.base + position; ; at++, scale *= 128) {
    const byte = slot.bytes[at]!
    distance += (byte & 0x7f) * scale
    if (byte < 0x80) return distance
  }
}

function lengthAt({ slot }: Leaf, position: number): number {
  let at = slot.base + position
  while (slot.bytes[at]! >= 0x80) at++
  return at + 1 - slot.base - position
}
