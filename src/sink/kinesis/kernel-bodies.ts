import type { Entries } from '../../batch/batch.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { ARENA_START, MEMORY_BYTES, SLACK } from '../../kernel/memory.ts'
import { HEAD_ROOM, type PutBody } from './put-body.ts'
import type { Wire } from './wire.ts'

/** Numbers of a place: address and length of the data, address and length of the key (`kernel/put-body.ts`). */
const PLACE = 4
/** Bodies hold at most a quarter of the arena, in bytes: the rest is for chunks and blocks. */
const MOST_BYTES = (MEMORY_BYTES - ARENA_START) / 4
/** Of what lies outside the kernel's memory and is to be copied into it. */
const NOWHERE = -1

/**
 * Bodies written by the kernel from where the records lie, into a slab of its memory:
 *
 * | head room | body | SLACK | places | copies of what lay elsewhere | SLACK |
 */
export class KernelBodies {
  readonly #kernel: Kernel
  readonly #memory: Buffer
  readonly #words: Uint32Array
  readonly #wire: Wire
  readonly #stream: string
  /** Used again for each request. */
  #places = new Uint32Array(500 * PLACE)
  readonly #keyTexts: string[] = []
  /** Bytes of the slabs of bodies that the network still reads. */
  #held = 0

  constructor(kernel: Kernel, wire: Wire, stream: string) {
    this.#kernel = kernel
    this.#memory = Buffer.from(kernel.bytes.buffer)
    this.#words = new Uint32Array(kernel.bytes.buffer)
    this.#wire = wire
    this.#stream = stream
  }

  /** Undefined when there is no room for it. */
  write(entries: Entries): PutBody | undefined {
    const wire = this.#wire
    const before = wire.before(this.#stream, entries.length)
    const most = before.length + wire.after.length
    const { bodyBytes, copyBytes } = this.#findPlaces(entries, most)
    const placesAfter = Math.ceil((HEAD_ROOM + bodyBytes + SLACK) / 16) * 16
    const copiesAfter = placesAfter + 4 * PLACE * entries.length
    const bytes = copiesAfter + copyBytes + SLACK
    const slab = this.#held + bytes > MOST_BYTES ? undefined : this.#kernel.arena.take(bytes)
    if (slab === undefined) return undefined
    this.#held += slab.bytes
    if (copyBytes > 0) this.#copy(entries, slab.at + copiesAfter)
    const places = slab.at + placesAfter
    this.#words.set(this.#places.subarray(0, PLACE * entries.length), places / 4)
    const start = slab.at + HEAD_ROOM
    const recordsAt = start + before.copy(this.#memory, start)
    const end = this.#kernel.run[wire.putRecords](places, entries.length, recordsAt)
    const length = end + wire.after.copy(this.#memory, end) - start
    const free = (): void => {
      this.#held -= slab.bytes
      this.#kernel.arena.giveBack(slab)
    }
    return {
      bytes: Buffer.from(this.#kernel.bytes.buffer, start, length),
      memory: { headRoom: HEAD_ROOM, free },
    }
  }

  /** Fills `#places`; 0 stands for an address that is not known yet. Returns bytes that are enough for body and copies. */
  #findPlaces(entries: Entries, most: number): { bodyBytes: number; copyBytes: number } {
    const { length } = entries
    if (this.#places.length < PLACE * length) this.#places = new Uint32Array(PLACE * length)
    const places = this.#places
    let bodyBytes = most
    let copyBytes = 0
    let last: Uint8Array | undefined
    let base = NOWHERE
    for (let i = 0; i < length; i++) {
      // Entries of one block follow each other.
      const bytes = entries.bytes(i)
      if (bytes !== last) {
        last = bytes
        base = this.#kernel.holds(bytes) ? bytes.byteOffset : NOWHERE
      }
      const start = entries.start(i)
      const dataBytes = entries.end(i) - start
      const keyStart = entries.keyStart(i)
      let keyBytes = entries.keyEnd(i) - keyStart
      const isPlaced = keyBytes > 0
      if (!isPlaced) {
        const text = this.#wire.keyText(entries.key(i))
        this.#keyTexts[i] = text
        keyBytes = Buffer.byteLength(text)
      }
      const place = PLACE * i
      const isHere = base !== NOWHERE
      places[place] = isHere ? base + start : 0
      places[place + 1] = dataBytes
      places[place + 2] = isHere && isPlaced ? base + keyStart : 0
      places[place + 3] = keyBytes
      copyBytes += (isHere ? 0 : dataBytes) + (isHere && isPlaced ? 0 : keyBytes)
      bodyBytes += this.#wire.mostRecordBytes(dataBytes, keyBytes)
    }
    return { bodyBytes, copyBytes }
  }

  /** Brings what has no address to `at` and behind. */
  #copy(entries: Entries, at: number): void {
    const places = this.#places
    for (let i = 0; i < entries.length; i++) {
      const place = PLACE * i
      const bytes = entries.bytes(i)
      if (places[place] === 0) {
        places[place] = at
        this.#memory.set(bytes.subarray(entries.start(i), entries.end(i)), at)
        at += places[place + 1]!
      }
      if (places[place + 2] !== 0) continue
      places[place + 2] = at
      const keyStart = entries.keyStart(i)
      const keyEnd = entries.keyEnd(i)
      if (keyEnd > keyStart) this.#memory.set(bytes.subarray(keyStart, keyEnd), at)
      else this.#memory.write(this.#keyTexts[i]!, at)
      at += places[place + 3]!
    }
  }
}
