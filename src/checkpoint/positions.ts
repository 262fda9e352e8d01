import { closeSync, openSync, readFileSync, rmSync, write, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Settled } from '../stats/ledger.ts'
import type { Ahead } from './ahead.ts'
import { AHEAD_FILE, AheadFile } from './ahead-file.ts'
import { type Checkpoint, settledLines } from './checkpoint.ts'

/** A file's settled offset, as the positions file has it. */
export interface Position {
  readonly device: string
  readonly inode: string
  readonly truncations: number
  /** The first 8 hex digits of the generation: an inode may be another file's by now. */
  readonly generation: string
  readonly offset: number
  /** What became of the lines below `offset`. */
  readonly lines: Settled
  /** What is settled beyond it. */
  readonly ahead?: Ahead
}

/** Its name in the checkpoint folder. */
export const POSITIONS_FILE = 'positions'

const TITLE = Buffer.from('kinetail-positions 2\n')
/**
 * Bytes of a slot: device and inode (64 bits each, little-endian), truncations and the beginning of the generation (32 each), offset, lines sent,
 * dead-lettered and filtered (64 each), CRC-32 of these. It never crosses a page, so
 * that a process killed while it writes leaves it old or new.
 */
const SLOT = 64
const SUMMED = 56
/** Slots that have room from the beginning: overwriting them takes no new block of a full disk. */
const FIRST_SLOTS = 63
/** Beyond so many slots the file is begun again when a checkpoint has been saved, which makes them superfluous. */
const MOST_SLOTS = 4096
/**
 * At most one write in this time, in ms, and in a hundred times what one takes: at millions of lines a second something moves all the time.
 * What it takes is the least of the last few: on a busy machine one seems to take as long as the process had to wait for its turn.
 */
const PAUSE_MS = 1
const PAUSE_SHARE = 100
const LONGEST_PAUSE_MS = 100
const COSTS = 4

interface Slot {
  readonly key: string
  readonly at: number
  /** When it was last written, ms of a steady clock. */
  writtenAt: number
}

/**
 * Where files stand since the last checkpoint was saved. A checkpoint is a whole document, fsynced, and therefore rare; a process that
 * is killed in between would send again what it has sent since. Here each file has a slot of 64 bytes that is overwritten in place as
 * soon as its offset moves, without fsync: the kernel has it then, and a killed process takes nothing with it. After a crash of the
 * machine a slot may be missing, old or torn, which costs what it cost without: an offset only ever grows, so that the larger one of slot
 * and checkpoint holds.
 */
export class Positions {
  readonly #path: string
  readonly #aheads: AheadFile
  readonly #aheadOf: (checkpoint: Checkpoint) => Ahead | undefined
  #fd: number | undefined
  #table: Buffer = Buffer.alloc(0)
  readonly #slots = new Map<Checkpoint, Slot>()
  readonly #moved = new Set<Checkpoint>()
  #scheduled = false
  #writing: Promise<void> | undefined
  #wroteAt = 0
  #pauseMs = PAUSE_MS
  readonly #costs: number[] = []
  #used = 0
  #timer: NodeJS.Timeout | undefined

  /** @param aheadOf what is settled ahead of a checkpoint's offset by now */
  constructor(path: string, aheadOf: (checkpoint: Checkpoint) => Ahead | undefined = () => undefined) {
    this.#path = path
    this.#aheads = new AheadFile(join(dirname(path), AHEAD_FILE))
    this.#aheadOf = aheadOf
  }

  /** Whether what moves is written. */
  get open(): boolean {
    return this.#fd !== undefined
  }

  /** What an earlier process left. */
  read(): Position[] {
    let bytes: Buffer
    try {
      bytes = readFileSync(this.#path)
    } catch {
      return []
    }
    if (!bytes.subarray(0, TITLE.length).equals(TITLE)) return []
    const found: Position[] = []
    const aheads = this.#aheads.read()
    for (let at = SLOT; at + SLOT <= bytes.length; at += SLOT) {
      const slot = bytes.subarray(at, at + SLOT)
      if (slot.readUInt32LE(SUMMED) !== crc32(slot.subarray(0, SUMMED))) continue
      // All zeros have a sum that is not zero: a slot that was never written does not come here.
      const place = {
        device: String(slot.readBigUInt64LE(0)),
        inode: String(slot.readBigUInt64LE(8)),
        truncations: slot.readUInt32LE(16),
        generation: slot.readUInt32LE(20).toString(16).padStart(8, '0'),
      }
      const ahead = aheads.get(nameOf(place))
      found.push({
        ...place,
        offset: Number(slot.readBigUInt64LE(24)),
        lines: {
          sent: Number(slot.readBigUInt64LE(32)),
          dead: Number(slot.readBigUInt64LE(40)),
          filtered: Number(slot.readBigUInt64LE(48)),
        },
        ...(ahead === undefined ? {} : { ahead }),
      })
    }
    return found
  }

  /** All that moved before `time` (ms of a steady clock), and all that was read, is in a saved checkpoint. */
  saved(time: number): void {
    if (this.#fd !== undefined && (this.#used <= MOST_SLOTS || this.#writing !== undefined)) return
    const later = [...this.#slots].filter(([, slot]) => slot.writtenAt >= time)
    try {
      this.#begin()
      for (const [checkpoint] of later) this.moved(checkpoint)
    } catch {
      // A full disk, or a folder that takes nothing: the checkpoint says so, and the next one tries again.
      this.#release()
    }
  }

  /** Begins the file anew, empty. */
  #begin(): void {
    this.#release()
    this.#slots.clear()
    this.#used = 0
    this.#table = Buffer.alloc(SLOT * (1 + FIRST_SLOTS))
    TITLE.copy(this.#table)
    const fd = openSync(this.#path, 'w', 0o600)
    this.#fd = fd
    writeSync(fd, this.#table)
    this.#aheads.begin()
  }

  /** This checkpoint's offset moved. Cheap: it is written a moment later. */
  moved(checkpoint: Checkpoint): void {
    if (this.#fd === undefined) return
    this.#moved.add(checkpoint)
    this.#schedule()
  }

  /** @param needless all of it is in a saved checkpoint */
  async close(needless: boolean): Promise<void> {
    clearTimeout(this.#timer)
    // Its number may be another file's as soon as it is closed.
    await this.#writing
    this.#release()
    this.#aheads.close(needless)
    if (needless) rmSync(this.#path, { force: true })
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing !== undefined) return
    this.#scheduled = true
    const wait = this.#wroteAt + this.#pauseMs - performance.now()
    const go = (): void => {
      this.#scheduled = false
      this.#write()
    }
    // What is settled in one turn of the loop goes in one write.
    if (wait <= 0) setImmediate(go)
    else {
      this.#timer = setTimeout(go, wait)
      this.#timer.unref()
    }
  }

  /** Not synchronous: a disk that hangs must not hold up the sending. */
  #write(): void {
    const fd = this.#fd
    if (fd === undefined || this.#moved.size === 0) return
    let [low, high] = [Number.POSITIVE_INFINITY, 0]
    this.#wroteAt = performance.now()
    for (const checkpoint of this.#moved) {
      const slot = this.#slotOf(checkpoint)
      slot.writtenAt = this.#wroteAt
      this.#fill(slot.at, checkpoint)
      this.#aheads.set(nameOf(checkpoint), this.#aheadOf(checkpoint))
      low = Math.min(low, slot.at)
      high = Math.max(high, slot.at + SLOT)
    }
    this.#moved.clear()
    const bytes = Buffer.from(this.#table.subarray(low, high))
    const slots = new Promise<void>((resolve) => {
      // A full disk takes no new slots; the checkpoint says so.
      write(fd, bytes, 0, bytes.length, low, () => resolve())
    })
    this.#writing = Promise.all([slots, this.#aheads.write()]).then(() => {
      this.#writing = undefined
      if (this.#moved.size > 0) this.#schedule()
    })
    this.#costs.push(performance.now() - this.#wroteAt)
    if (this.#costs.length > COSTS) this.#costs.shift()
    const pause = PAUSE_SHARE * Math.min(...this.#costs)
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, pause))
  }

  #fill(at: number, checkpoint: Checkpoint): void {
    const slot = this.#table.subarray(at, at + SLOT)
    const { to, sent, dead, filtered } = settledLines(checkpoint)
    for (const [i, value] of [to, sent, dead, filtered].entries())
      slot.writeBigUInt64LE(BigInt(value), 24 + 8 * i)
    slot.writeUInt32LE(crc32(slot.subarray(0, SUMMED)), SUMMED)
  }

  /** The slot of a checkpoint, or the next free one: a generation that began anew, or a copy that took another's place, has another. */
  #slotOf(checkpoint: Checkpoint): Slot {
    const { device, inode, truncations, generation } = checkpoint
    const key = `${device}:${inode}:${truncations}:${generation}`
    const known = this.#slots.get(checkpoint)
    if (known?.key === key) return known
    const at = SLOT * ++this.#used
    if (at + SLOT > this.#table.length) {
      const larger = Buffer.alloc(this.#table.length * 2)
      this.#table.copy(larger)
      this.#table = larger
    }
    this.#table.writeBigUInt64LE(BigInt(device), at)
    this.#table.writeBigUInt64LE(BigInt(inode), at + 8)
    this.#table.writeUInt32LE(truncations, at + 16)
    this.#table.writeUInt32LE(Number.parseInt(generation.slice(0, 8), 16) || 0, at + 20)
    const slot = { key, at, writtenAt: 0 }
    this.#slots.set(checkpoint, slot)
    return slot
  }

  #release(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }
}

/** Under which `ahead` has what belongs to a slot. */
function nameOf({ device, inode, truncations, generation }: Omit<Position, 'offset' | 'lines'>): string {
  return `${device}:${inode}:${truncations}:${generation.slice(0, 8) || '00000000'}`
}
