import type { Ack } from '../checkpoint/ack.ts'
import type { Events } from './events.ts'

/** One generation of one file: a new file under the same name, or a truncated one, is another generation. */
export interface SourceFile {
  /** Small number, unique while this process runs. */
  readonly id: number
  /** The name it is known by now; changes when the file is renamed. */
  readonly path: string
  /** The name it was opened under the first time, by whichever process: rotation does not change it. */
  readonly name: string
  /** 16 hex digits, a hash of host, device, inode, first line and truncations: the first half of event ids. */
  readonly generation: string
  /** Index of the configured input (one object of `--log-files`) that it belongs to. */
  readonly input: number
}

/** Whole lines as bytes of one file. */
export interface Chunk {
  readonly file: SourceFile
  /** Offset in the file of `bytes[0]`, in bytes. */
  readonly offset: number
  /**
   * Whole lines, each ended by LF, but perhaps the last (a file that ends without one). CR before LF is still there.
   * Valid until `release` is called.
   */
  readonly bytes: Uint8Array
  /** Bytes of the file that this chunk covers: `bytes.length`, or more where a line was cut. */
  readonly length: number
  /**
   * Set when the chunk is one line longer than the limit: its full length in bytes, of which `bytes` holds the beginning. Set as well, to the
   * length of `bytes`, when it is an event that reached a limit, whose other lines follow as events of their own.
   */
  readonly cutLine?: number
  /** Set when some of the lines are joined to events: `bytes` are these events, and what is said of lines holds for them. */
  readonly events?: Events
  /** Time of reading, ms since the epoch. */
  readonly readAt: number
  /** When the chunk's last byte was first seen in the file, ms since the epoch: the start of delivery latency. */
  readonly writtenAt: number
  readonly ack: Ack
  /** Gives the bytes back for reuse. Called once, when nobody looks at `bytes` any more. */
  release(): void
}

/** Watches something and yields Chunks, in order within a file. */
export interface Source {
  /** Ends when the source is exhausted (`--once`) or stopped. Reading waits while the consumer does. */
  chunks(): AsyncIterable<Chunk>
  /** Asks `chunks()` to end soon; it still yields what it already holds whole. */
  stop(): void
  /** Lag by file, for statistics. */
  lag(): readonly FileLag[]
  /** Writes the checkpoint of all that is settled and lets go of files, watchers and the lock. */
  close(): Promise<void>
}

export interface FileLag {
  readonly path: string
  /** Bytes in the file that are not settled yet. */
  readonly bytes: number
  /** Age of the oldest unsettled byte, in seconds; 0 when there is none. */
  readonly seconds: number
}
