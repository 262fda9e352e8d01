import type { Settled } from '../stats/ledger.ts'
import type { Ahead } from './ahead.ts'

/** Where one generation of a file stands: everything below `offset` is settled. One per inode, and those that lost theirs. */
export interface Checkpoint {
  /** Device and inode in decimal: they are 64 bits wide, beyond what a number holds exactly. */
  device: string
  inode: string
  /** When the inode was given to a file, ns since the epoch in decimal; absent where the file system does not keep it. */
  born?: string
  /** How often this inode began anew: truncated in place, or given to another file. */
  truncations: number
  /** The same of the generation that has the inode now, where it got no checkpoint of its own any more. */
  latest?: number
  /** The generation in event ids (16 hex digits), or empty while no line of it was read. */
  generation: string
  /** First bytes of the file, up to 1,024: tells a file from another one that got its inode. */
  fingerprint: Fingerprint
  /** The configured name it was opened under; rotation does not change it. */
  readonly name: string
  /** Where it was last seen. */
  path: string
  /** Bytes from the start of the file below which every line is settled. */
  offset: number
  /** What became of the lines below `offset`, over all runs; absent where nobody counted. */
  lines?: SettledLines
  /** What is settled beyond `offset`, while something before it is not. */
  ahead?: Ahead
  /** Hashes of some of the bytes below `offset`, newest first: what lies there now is this generation only if they agree. */
  trail?: readonly Print[]
  /**
   * Where events of several lines ended because their time was over, or nothing followed, ascending and above `offset`: read again, they must
   * end there again, whatever the file has by then. Absent where there are none.
   */
  eventEnds?: readonly number[]
  /** Bytes that the file was seen to have. */
  size?: number
  /** The file is compressed and was read to its end when it had so many bytes itself; `size` tells how many were in it. */
  complete?: number
  /** Bytes of earlier generations of this inode that were gone, from the file and from every copy known, before they were read. */
  destroyed?: number
  /** When its name was last known to lead to it, ms since the epoch: files of that name born since may have been missed. */
  seen?: number
  /** Last move, ms since the epoch. */
  updated: number
  /** Since when no file has this identity any more, ms since the epoch. */
  gone?: number
  /**
   * Another generation has the inode now, or it is gone, and no copy of this one is known: it is looked for. `device`, `inode`
   * and `truncations` still tell one such checkpoint from another.
   */
  retired?: boolean
  /** The inode is that of a copy: it may end before `offset`, which was reached in the file itself. */
  copy?: boolean
}

/** Lines of one generation by what became of them: exactly those that begin in [`from`, `to`). */
export interface SettledLines extends Settled {
  /** In bytes: 0, or where counting began (after `--start end`, or with a checkpoint that did not count yet). */
  readonly from: number
  /** In bytes: the `offset` of the checkpoint, unless reading was told to begin elsewhere since. */
  readonly to: number
}

export interface Fingerprint {
  /** Bytes hashed, from the start of the file. */
  readonly length: number
  /** SHA-256, hex. */
  readonly hash: string
}

/** A stretch of a file by its hash. */
export interface Print {
  /** Offset in the file of the first byte after it. */
  readonly end: number
  /** Its bytes. */
  readonly length: number
  /** The first 16 hex digits of its SHA-256. */
  readonly hash: string
}

/** What became of a checkpoint's lines. Where reading begins elsewhere than it ended (`--start`), they are counted anew from there. */
export function settledLines({ offset, lines }: Pick<Checkpoint, 'offset' | 'lines'>): SettledLines {
  return lines?.to === offset ? lines : { from: offset, to: offset, sent: 0, dead: 0, filtered: 0 }
}

/** Device and inode as one word. */
export function identityKey(device: string, inode: string): string {
  return `${device}:${inode}`
}

/** Under which a store keeps a checkpoint: one that is retired makes room for the next generation of its inode. */
export function checkpointKey({ device, inode, truncations, retired }: Checkpoint): string {
  const key = identityKey(device, inode)
  return retired ? `${key}:${truncations}` : key
}

/** What a Source needs of a checkpoint store. */
export interface Checkpoints {
  get(device: string, inode: string): Checkpoint | undefined
  /** How often an inode without a checkpoint began anew, as far as it is known. */
  truncations?(device: string, inode: string): number
  all(): IterableIterator<Checkpoint>
  /** Adds a checkpoint, or replaces that of the same inode. */
  set(checkpoint: Checkpoint): void
  /** Asks for what is settled ahead of the offset of this checkpoint whenever it is written. */
  follow?(checkpoint: Checkpoint, ahead: () => Ahead | undefined): void
  /** Tells of each checkpoint that the store forgets by itself, because its file is gone for long. */
  onForgotten(listener: (checkpoint: Checkpoint) => void): void
  /** Forgets a checkpoint, also to `set` it under another identity. */
  drop(checkpoint: Checkpoint): void
  /**
   * Says that a checkpoint was changed in place. Cheap: called for every settled line.
   * @param moved the one of which only its offset changed, and what goes with it or is settled ahead of it
   */
  touch(moved?: Checkpoint): void
  /** Resolves when everything said so far is on disk, or failed to get there (which was warned of). */
  save(): Promise<void>
  close(): Promise<void>
}

/** Checkpoints that live as long as the process: for one-time runs and for tests. */
export function memoryCheckpoints(): Checkpoints {
  const byIdentity = new Map<string, Checkpoint>()
  return {
    get: (device, inode) => byIdentity.get(identityKey(device, inode)),
    all: () => byIdentity.values(),
    set: (checkpoint) => {
      byIdentity.set(checkpointKey(checkpoint), checkpoint)
    },
    drop: (checkpoint) => {
      const key = checkpointKey(checkpoint)
      if (byIdentity.get(key) === checkpoint) byIdentity.delete(key)
    },
    onForgotten: () => {},
    touch: () => {},
    save: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
