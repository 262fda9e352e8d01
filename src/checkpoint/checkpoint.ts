/** Where one file stands: everything below `offset` is settled. One per inode; a new generation of it takes its place. */
export interface Checkpoint {
  /** Device and inode in decimal: they are 64 bits wide, beyond what a number holds exactly. */
  readonly device: string
  readonly inode: string
  /** How often this inode began anew: truncated in place, or given to another file. */
  readonly truncations: number
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
  /** Last move, ms since the epoch. */
  updated: number
  /** Since when no file has this identity any more, ms since the epoch. */
  gone?: number
}

export interface Fingerprint {
  /** Bytes hashed, from the start of the file. */
  readonly length: number
  /** SHA-256, hex. */
  readonly hash: string
}

/** Device and inode as one word. */
export function identityKey(device: string, inode: string): string {
  return `${device}:${inode}`
}

/** What a Source needs of a checkpoint store. */
export interface Checkpoints {
  get(device: string, inode: string): Checkpoint | undefined
  all(): IterableIterator<Checkpoint>
  /** Adds a checkpoint, or replaces that of the same inode. */
  set(checkpoint: Checkpoint): void
  /** Says that a checkpoint was changed in place. Cheap: called for every settled line. */
  touch(): void
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
      byIdentity.set(identityKey(checkpoint.device, checkpoint.inode), checkpoint)
    },
    touch: () => {},
    save: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
