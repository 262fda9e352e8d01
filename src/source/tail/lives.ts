import { type Checkpoint, type Checkpoints, checkpointKey } from '../../checkpoint/checkpoint.ts'
import type { Generation } from './generation.ts'
import { fingerprintOf, type Identity } from './identity.ts'
import type { FoundFile } from './resume.ts'
import { isRotatedPath, rootsOf } from './rotation.ts'

/** Every generation that is known: by its file, and by the names that rotation may give to its copies. */
export class Lives {
  readonly #checkpoints: Checkpoints
  /** By each path of which theirs may be made. */
  readonly #byRoot = new Map<string, Set<Checkpoint>>()
  readonly #generations = new WeakMap<Checkpoint, Generation>()

  constructor(checkpoints: Checkpoints) {
    this.#checkpoints = checkpoints
    for (const checkpoint of checkpoints.all()) this.index(checkpoint)
    checkpoints.onForgotten((checkpoint) => this.#unindex(checkpoint))
  }

  get({ device, inode }: Identity): Checkpoint | undefined {
    return this.#checkpoints.get(device, inode)
  }

  /** How often the inode of a file that is not known began anew. */
  truncations({ device, inode }: Identity): number {
    return this.#checkpoints.truncations?.(device, inode) ?? 0
  }

  all(): IterableIterator<Checkpoint> {
    return this.#checkpoints.all()
  }

  /** Those of which a file at `path` may be a copy, by its name. */
  related(path: string): Checkpoint[] {
    const found = new Set<Checkpoint>()
    for (const root of rootsOf(path))
      for (const checkpoint of this.#byRoot.get(root) ?? []) found.add(checkpoint)
    return [...found].filter(({ name, path: own }) => isRotatedPath(path, name) || isRotatedPath(path, own))
  }

  set(checkpoint: Checkpoint): void {
    const before = this.#checkpoints.get(checkpoint.device, checkpoint.inode)
    if (before !== undefined && before !== checkpoint && !checkpoint.retired) this.drop(before)
    this.#checkpoints.set(checkpoint)
    this.index(checkpoint)
  }

  drop(checkpoint: Checkpoint): void {
    this.#checkpoints.drop(checkpoint)
    this.#unindex(checkpoint)
  }

  #unindex(checkpoint: Checkpoint): void {
    for (const path of [checkpoint.name, checkpoint.path]) {
      for (const root of rootsOf(path)) {
        const those = this.#byRoot.get(root)
        those?.delete(checkpoint)
        if (those?.size === 0) this.#byRoot.delete(root)
      }
    }
  }

  /** Its file began anew or is gone. Returns the checkpoint of what has its inode now, or will: event ids are not to be given twice. */
  retire(checkpoint: Checkpoint): Checkpoint {
    const { truncations, latest = 0 } = checkpoint
    const next = freshCheckpoint(checkpoint, Math.max(truncations + 1, latest))
    delete checkpoint.latest
    if (checkpoint.destroyed !== undefined) next.destroyed = checkpoint.destroyed
    delete checkpoint.destroyed
    this.drop(checkpoint)
    checkpoint.retired = true
    checkpoint.gone ??= Date.now()
    this.set(checkpoint)
    this.set(next)
    return next
  }

  /** The rest of it is in a copy. */
  move(checkpoint: Checkpoint, { identity, path, born, head }: FoundFile): void {
    if (!checkpoint.retired) this.retire(checkpoint)
    // The copy may have been given the inode of a file that is gone, and has a copy of its own.
    const before = this.get(identity)
    if (before !== undefined) this.retire(before)
    this.drop(checkpoint)
    delete checkpoint.retired
    delete checkpoint.gone
    delete checkpoint.born
    Object.assign(checkpoint, { ...identity, path, copy: true }, born === undefined ? {} : { born })
    // More first bytes than the copy has would say after a restart that it is another file, and its lines would come again.
    if (head.length < checkpoint.fingerprint.length) checkpoint.fingerprint = fingerprintOf(head)
    this.set(checkpoint)
  }

  /** It is known by its name and its present path from now on. */
  index(checkpoint: Checkpoint): void {
    for (const path of [checkpoint.name, checkpoint.path]) {
      for (const root of rootsOf(path)) {
        const those = this.#byRoot.get(root) ?? new Set()
        this.#byRoot.set(root, those.add(checkpoint))
      }
    }
  }

  /** What is read of it, or was by this process: the same checkpoint always means the same generation. */
  generationOf(checkpoint: Checkpoint): Generation | undefined {
    return this.#generations.get(checkpoint)
  }

  began(generation: Generation): void {
    this.#generations.set(generation.checkpoint, generation)
  }

  touch(): void {
    this.#checkpoints.touch()
  }

  save(): Promise<void> {
    return this.#checkpoints.save()
  }
}

/** Changes when a checkpoint comes to be another file's, or no file's. */
export function standing(checkpoint: Checkpoint): string {
  return `${checkpointKey(checkpoint)} ${checkpoint.gone ?? ''}`
}

/** A generation of which nothing was read. */
export function freshCheckpoint(
  file: Identity & { readonly name: string; readonly path: string },
  truncations: number,
): Checkpoint {
  return {
    device: file.device,
    inode: file.inode,
    truncations,
    generation: '',
    fingerprint: fingerprintOf(new Uint8Array(0)),
    name: file.name,
    path: file.path,
    offset: 0,
    updated: Date.now(),
  }
}
