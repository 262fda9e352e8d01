import { type FileHandle, mkdir, open, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { KinetailError, systemCode } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { type Lock, takeLock } from '../checkpoint/lock.ts'
import { text } from '../messages/messages.ts'
import { type KeptLetter, readDeadLetters } from './read-dead-letters.ts'
import { ReplayedLetters } from './replayed-letters.ts'

/** Bytes that are written at once. */
const WRITE_BYTES = 1024 * 1024

/** Where `kinetail replay` keeps the letters of a dead-letter file while it sends them. */
export function claimedLetters(path: string): string {
  return join(workFolder(path), 'letters.ndjson')
}

function workFolder(path: string): string {
  return `${path}.replay`
}

/** The letters of a dead-letter file that are being sent again, and which of them are through. */
export interface ReplayFile {
  /** Its lines in order; their index counts from 0. */
  letters(): ReturnType<typeof readDeadLetters>
  /** The letter with this index is delivered. */
  done(index: number, letter: Pick<KeptLetter, 'generation' | 'offset'>): void
  /** Writes what is left, so that a kill from now on costs no more than what is sent after it. */
  save(): Promise<void>
  /** Puts back what is left, and lets go. */
  close(): Promise<void>
}

/**
 * The file as it is: nothing is taken out of it. Throws when it cannot be read.
 * @param rehearsal nothing is sent, and nothing noted
 */
export async function keepLetters(path: string, rehearsal = false): Promise<ReplayFile> {
  const handle = await openLetters(path, path)
  const replayed = new ReplayedLetters(path)
  return {
    letters: () => readDeadLetters(path, handle),
    done: (_, { generation, offset }) => {
      if (!rehearsal) replayed.note(generation, offset)
    },
    save: () => replayed.save(),
    close: async () => {
      await replayed.save()
      await handle.close()
    },
  }
}

/**
 * Takes the letters out of a dead-letter file: by renaming it into a folder of its own, so that an agent which is at work goes on in a
 * new one. What an earlier replay left there, because it was killed, is put back first: at worst a letter is there twice.
 * Throws when there is no such file, and when another process is at it.
 */
export async function claimLetters(path: string, note: (sentence: string) => void): Promise<ReplayFile> {
  const folder = workFolder(path)
  const claimed = claimedLetters(path)
  let lock: Lock | undefined
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    lock = takeLock(folder, note)
    await putBack(claimed, path)
    await rename(path, claimed)
    return new Claim(path, claimed, await openLetters(claimed, path), lock)
  } catch (error) {
    lock?.release()
    await rmdir(folder).catch(() => {})
    if (error instanceof KinetailError) throw error
    throw new KinetailError('file', text.format.cannotRead(path, systemWords(error)), { cause: error })
  }
}

class Claim implements ReplayFile {
  readonly #path: string
  readonly #claimed: string
  /** The letters as they were claimed: `save` puts another file in their place, and their indices stay. */
  readonly #handle: FileHandle
  readonly #lock: Lock
  readonly #done = new Set<number>()
  readonly #replayed: ReplayedLetters
  #saving: Promise<void> = Promise.resolve()

  constructor(path: string, claimed: string, handle: FileHandle, lock: Lock) {
    this.#path = path
    this.#claimed = claimed
    this.#handle = handle
    this.#lock = lock
    this.#replayed = new ReplayedLetters(path)
  }

  letters(): ReturnType<typeof readDeadLetters> {
    return readDeadLetters(this.#claimed, this.#handle)
  }

  done(index: number, { generation, offset }: Pick<KeptLetter, 'generation' | 'offset'>): void {
    this.#done.add(index)
    this.#replayed.note(generation, offset)
  }

  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#rewrite())
    return this.#saving
  }

  async close(): Promise<void> {
    try {
      await this.save()
      await putBack(this.#claimed, this.#path)
    } finally {
      // What could not be written (a full disk) lies in the folder, and the next replay finds it there.
      await this.#handle.close()
      this.#lock.release()
      await rmdir(workFolder(this.#path)).catch(() => {})
    }
  }

  async #rewrite(): Promise<void> {
    await this.#replayed.save()
    const next = `${this.#claimed}.next`
    const out = await open(next, 'w', 0o600)
    try {
      await copyLetters(this.letters(), out, (index) => !this.#done.has(index))
      await out.datasync()
    } finally {
      await out.close()
    }
    await rename(next, this.#claimed)
  }
}

/** Appends the claimed letters to the file that has the name now, and removes them when they are safe there. */
async function putBack(claimed: string, path: string): Promise<void> {
  const from = await open(claimed).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
  if (from === undefined) return
  try {
    if ((await from.stat()).size > 0) {
      const out = await open(path, 'a+', 0o600)
      try {
        await endLine(out)
        await copyLetters(readDeadLetters(claimed, from), out, () => true)
        await out.datasync()
      } finally {
        await out.close()
      }
    }
  } finally {
    await from.close()
  }
  await rm(claimed)
}

/** A process that was killed while writing left a letter without its end. */
async function endLine(out: FileHandle): Promise<void> {
  const { size } = await out.stat()
  const last = new Uint8Array(1)
  if (size > 0) await out.read(last, 0, 1, size - 1)
  if (size > 0 && last[0] !== 0x0a) await out.appendFile('\n')
}

async function copyLetters(
  letters: ReturnType<typeof readDeadLetters>,
  out: FileHandle,
  wanted: (index: number) => boolean,
): Promise<void> {
  let pieces: Uint8Array[] = []
  let size = 0
  let index = 0
  for await (const { bytes } of letters) {
    if (!wanted(index++)) continue
    pieces.push(bytes, Uint8Array.of(0x0a))
    size += bytes.length + 1
    if (size < WRITE_BYTES) continue
    await out.appendFile(Buffer.concat(pieces))
    pieces = []
    size = 0
  }
  if (size > 0) await out.appendFile(Buffer.concat(pieces))
}

async function openLetters(path: string, named: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    throw new KinetailError('file', text.format.cannotRead(named, systemWords(error)), { cause: error })
  }
}
