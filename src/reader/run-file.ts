import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { KinetailError, messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { StreamEvent } from './event.ts'

/** An event with its place in the order: group, then offset, then arrival. */
export interface Placed {
  readonly event: StreamEvent
  /** File generations by first appearance, from 0. */
  readonly group: number
  readonly offset: number
  /** Running number of arrival: keeps the order of events with the same offset. */
  readonly arrival: number
}

export function comparePlaced(a: Placed, b: Placed): number {
  return a.group - b.group || a.offset - b.offset || a.arrival - b.arrival
}

/** Frame: length of the rest (u32), group (u32), offset, arrival, arrivedAt (f64 each), subSequence (u32), three texts (u16 length each), data. */
const FIXED = 4 + 4 + 8 + 8 + 8 + 4 + 3 * 2
const WRITE_AT = 1024 * 1024

/**
 * One sorted run of events in a temporary file. The file is unlinked as soon as it is open: whatever ends the process, nothing
 * stays behind, and nobody else can read the logs in it.
 */
export class RunFile {
  readonly #folder: string
  readonly #handle: FileHandle
  #size = 0

  private constructor(folder: string, handle: FileHandle) {
    this.#folder = folder
    this.#handle = handle
  }

  static async create(folder: string): Promise<RunFile> {
    const path = join(folder, `kinetail-order-${randomUUID()}`)
    try {
      const handle = await open(path, 'wx+', 0o600)
      await unlink(path)
      return new RunFile(folder, handle)
    } catch (error) {
      throw spillFailed(folder, error)
    }
  }

  /** Appends blocks of events, which must come in order. */
  async write(blocks: Iterable<readonly Placed[]> | AsyncIterable<readonly Placed[]>): Promise<void> {
    let frames: Buffer[] = []
    let bytes = 0
    const flush = async (): Promise<void> => {
      const block = Buffer.concat(frames, bytes)
      frames = []
      bytes = 0
      await this.#append(block)
    }
    for await (const block of blocks) {
      for (const placed of block) {
        const frame = encode(placed)
        frames.push(frame)
        bytes += frame.length
        if (bytes >= WRITE_AT) await flush()
      }
    }
    await flush()
  }

  /** Reads the events back in the order they were written, holding at most `bufferBytes` (or one event, where that is longer). */
  async *read(bufferBytes: number): AsyncGenerator<Placed[]> {
    let position = 0
    let want = bufferBytes
    while (position < this.#size) {
      const buffer = Buffer.allocUnsafe(Math.min(want, this.#size - position))
      await this.#fill(buffer, position)
      const { events, used, needed } = decodeAll(buffer)
      position += used
      want = Math.max(bufferBytes, needed)
      if (events.length > 0) yield events
    }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #append(block: Buffer): Promise<void> {
    try {
      for (let done = 0; done < block.length; ) {
        done += (await this.#handle.write(block, done, block.length - done, this.#size + done)).bytesWritten
      }
      this.#size += block.length
    } catch (error) {
      throw spillFailed(this.#folder, error)
    }
  }

  async #fill(buffer: Buffer, position: number): Promise<void> {
    for (let done = 0; done < buffer.length; ) {
      const { bytesRead } = await this.#handle.read(buffer, done, buffer.length - done, position + done)
      if (bytesRead === 0) throw spillFailed(this.#folder, new Error('unexpected end of file'))
      done += bytesRead
    }
  }
}

function encode({ event, group, offset, arrival }: Placed): Buffer {
  const texts = [event.shardId, event.sequenceNumber, event.partitionKey].map((word) => Buffer.from(word))
  const length = FIXED + texts.reduce((sum, word) => sum + word.length, 0) + event.data.length
  const frame = Buffer.allocUnsafe(length)
  let at = frame.writeUInt32LE(length - 4, 0)
  at = frame.writeUInt32LE(group, at)
  at = frame.writeDoubleLE(offset, at)
  at = frame.writeDoubleLE(arrival, at)
  at = frame.writeDoubleLE(event.arrivedAt, at)
  at = frame.writeUInt32LE(event.subSequence, at)
  for (const word of texts) {
    at = frame.writeUInt16LE(word.length, at)
    at += word.copy(frame, at)
  }
  frame.set(event.data, at)
  return frame
}

/** The whole frames of a buffer, how many bytes they take, and how many the first cut one needs. */
function decodeAll(buffer: Buffer): { events: Placed[]; used: number; needed: number } {
  const events: Placed[] = []
  let at = 0
  while (at + 4 <= buffer.length) {
    const end = at + 4 + buffer.readUInt32LE(at)
    if (end > buffer.length) return { events, used: at, needed: end - at }
    events.push(decode(buffer, at + 4, end))
    at = end
  }
  return { events, used: at, needed: 4 }
}

function decode(buffer: Buffer, at: number, end: number): Placed {
  const group = buffer.readUInt32LE(at)
  const offset = buffer.readDoubleLE(at + 4)
  const arrival = buffer.readDoubleLE(at + 12)
  const arrivedAt = buffer.readDoubleLE(at + 20)
  const subSequence = buffer.readUInt32LE(at + 28)
  at += 32
  const word = (): string => {
    const length = buffer.readUInt16LE(at)
    at += 2 + length
    return buffer.toString('utf8', at - length, at)
  }
  const event = { shardId: word(), sequenceNumber: word(), partitionKey: word(), arrivedAt, subSequence }
  return { event: { ...event, data: buffer.subarray(at, end) }, group, offset, arrival }
}

function spillFailed(folder: string, error: unknown): KinetailError {
  return new KinetailError('file', text.reader.spillFailed(folder, messageOf(error)), { cause: error })
}
