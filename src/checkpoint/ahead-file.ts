import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync, write, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Ahead } from './ahead.ts'

/** Its name in the checkpoint folder. */
export const AHEAD_FILE = 'ahead'

/** Before the text: format, version, CRC-32 of the text and its bytes, padded to the same length always. */
const HEADER = /^kinetail-ahead 1 ([0-9a-f]{8}) (\d{10})\n/
const HEADER_BYTES = 37
/** Bytes that have room from the beginning: overwriting them takes no new block of a full disk. */
const FIRST_BYTES = 16 * 1024
/** Text at most: files that find no room do without. */
const MOST_BYTES = 1024 ** 2

/**
 * What is settled ahead of the offsets, of all files together, overwritten in place beside `positions` and like it without fsync. It is
 * no more than a hint: where it is missing, old, too short or torn, lines come again.
 */
export class AheadFile {
  readonly #path: string
  #fd: number | undefined
  /** Texts by the name of their slot. */
  readonly #texts = new Map<string, string>()
  #changed = false

  constructor(path: string) {
    this.#path = path
  }

  /** What an earlier process left, by the name of the slot. */
  read(): Map<string, Ahead> {
    const found = new Map<string, Ahead>()
    try {
      const bytes = readFileSync(this.#path)
      const head = HEADER.exec(bytes.toString('latin1', 0, HEADER_BYTES))
      if (head === null) return found
      const text = bytes.subarray(HEADER_BYTES, HEADER_BYTES + Number(head[2]))
      if (crc32(text) !== Number.parseInt(head[1]!, 16)) return found
      for (const [name, ahead] of JSON.parse(text.toString()) as [string, Ahead][]) found.set(name, ahead)
    } catch {
      // Not there, or not to be read: then nothing is known.
    }
    return found
  }

  /** All of it is in a saved checkpoint, and slots have other names. What the file holds stays until the next write. */
  begin(): void {
    this.#texts.clear()
    this.#changed = true
    try {
      this.#fd ??= openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600)
      if (fstatSync(this.#fd).size === 0) writeSync(this.#fd, Buffer.alloc(FIRST_BYTES))
    } catch {
      // A full disk, or a folder that takes nothing: the checkpoint says so, and the next one tries again.
    }
  }

  /** A slot's file has this settled ahead by now, or nothing any more. */
  set(name: string, ahead: Ahead | undefined): void {
    const text = ahead && JSON.stringify([name, ahead])
    if (this.#texts.get(name) === text) return
    this.#changed = true
    if (text === undefined) this.#texts.delete(name)
    else this.#texts.set(name, text)
  }

  /** Writes what has changed; resolves when the kernel has it, or refused it. */
  write(): Promise<void> {
    const fd = this.#fd
    if (fd === undefined || !this.#changed) return Promise.resolve()
    this.#changed = false
    const bytes = Buffer.from(this.#text())
    const head = Buffer.from(
      `kinetail-ahead 1 ${crc32(bytes).toString(16).padStart(8, '0')} ${String(bytes.length).padStart(10, '0')}\n`,
    )
    const all = Buffer.concat([head, bytes])
    return new Promise((resolve) => write(fd, all, 0, all.length, 0, () => resolve()))
  }

  /** @param needless all of it is in a saved checkpoint */
  close(needless: boolean): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
    if (needless) rmSync(this.#path, { force: true })
  }

  #text(): string {
    const texts: string[] = []
    let room = MOST_BYTES
    for (const text of this.#texts.values()) {
      if (text.length > room) continue
      room -= text.length
      texts.push(text)
    }
    return `[${texts.join(',\n')}]`
  }
}
