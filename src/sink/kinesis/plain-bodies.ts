import type { Entries } from '../../batch/batch.ts'
import { BodyPool } from './body-pool.ts'
import { HEAD_ROOM, type PutBody } from './put-body.ts'
import type { Wire } from './wire.ts'

/** Memory of bodies kept for later, in bytes: 16 requests of 500 lines of an access log. */
const POOL_BYTES = 8 * 1024 ** 2

/** Bodies written in TypeScript: where there is no kernel, or no room in its memory. The kernel's are the same, byte by byte. */
export class PlainBodies {
  readonly #wire: Wire
  readonly #stream: string
  readonly #pool: BodyPool = new BodyPool(POOL_BYTES)

  constructor(wire: Wire, stream: string) {
    this.#wire = wire
    this.#stream = stream
  }

  write(entries: Entries): PutBody {
    const wire = this.#wire
    const before = wire.before(this.#stream, entries.length)
    let most = HEAD_ROOM + before.length + wire.after.length
    for (let i = 0; i < entries.length; i++) {
      const placed = entries.keyEnd(i) - entries.keyStart(i)
      const keyBytes = placed > 0 ? placed : Buffer.byteLength(wire.keyText(entries.key(i)))
      most += wire.mostRecordBytes(entries.end(i) - entries.start(i), keyBytes)
    }
    const buffer = this.#pool.take(most)
    let at = HEAD_ROOM + before.copy(buffer, HEAD_ROOM)
    for (let i = 0; i < entries.length; i++) at = wire.writeRecord(buffer, at, entries, i)
    at += wire.after.copy(buffer, at)
    const free = (): void => this.#pool.giveBack(buffer)
    return { bytes: buffer.subarray(HEAD_ROOM, at), memory: { headRoom: HEAD_ROOM, free } }
  }
}
