import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as zlib from 'node:zlib'
import type { Random } from '../../src/source/generate/random.ts'
import { type LineKind, makeLine } from './lines.ts'
import type { Deed } from './plan.ts'

/** What is known of a line that was written. */
export interface Written {
  readonly kind: LineKind
  /** Which life of the file it was written to: a new one begins with each new file and each truncation. */
  readonly life: number
  /** Of its first byte in that life. */
  readonly offset: number
  /** Written between copy and truncation: whether anybody read it in time is left to chance. */
  readonly mayBeDestroyed: boolean
  /** Without its LF, of a line that may be destroyed: an agent may have read half of it, and that half became the last line. */
  readonly text?: string
}

export type RotateDeed = Extract<Deed, { kind: 'create' | 'copytruncate' | 'dated' | 'compress' }>

/** Node has zstd since 22.15 and 23.8; the types are those of the oldest Node that kinetail runs on. */
const zstdCompress = (zlib as unknown as { zstdCompressSync?: (data: Uint8Array) => Uint8Array })
  .zstdCompressSync

/** A log file and the one that writes it, who remembers every line. */
export class LogFile {
  readonly path: string
  readonly index: number
  readonly type: 'apache' | 'nginx' | 'application'
  readonly written: Written[] = []
  readonly #random: Random
  #fd: number
  #life = 0
  #offset = 0
  /** The end of a line whose beginning is in the file already. */
  #half: Buffer | undefined
  #copied = false
  #rotations = 0
  #rotating: Promise<void> = Promise.resolve()

  constructor(path: string, index: number, type: LogFile['type'], random: Random) {
    this.path = path
    this.index = index
    this.type = type
    this.#random = random
    this.#fd = openSync(path, 'a')
  }

  /** Appends lines, now and then only the first half of the last one: its end comes with the next. */
  append(lines: number, time: number): void {
    const pieces: Buffer[] = []
    if (this.#half !== undefined) pieces.push(this.#half)
    this.#half = undefined
    for (let i = 0; i < lines; i++) {
      const { kind, text } = makeLine(this.type, this.index, this.written.length, time, this.#random)
      // Whether a blank line was destroyed could nowhere be seen.
      if (kind === 'blank' && this.#copied) continue
      const bytes = Buffer.from(`${text}\n`)
      this.written.push({
        kind,
        life: this.#life,
        offset: this.#offset,
        mayBeDestroyed: this.#copied,
        ...(this.#copied ? { text } : {}),
      })
      this.#offset += bytes.length
      pieces.push(bytes)
    }
    let all = Buffer.concat(pieces)
    if (this.#random.chance(0.05) && all.length > 1) {
      const cut = all.length - this.#random.int(1, Math.min(60, all.length - 1))
      this.#half = Buffer.from(all.subarray(cut))
      all = all.subarray(0, cut)
    }
    this.#write(all)
  }

  /** One after the other: a file is not rotated while it is being rotated. */
  rotate(deed: RotateDeed): Promise<void> {
    this.#rotating = this.#rotating.then(() => this.#rotate(deed))
    return this.#rotating
  }

  /** The end of a line whose beginning is in the file already: an agent waits for it, and has not caught up before. */
  finishLine(): void {
    if (this.#half === undefined) return
    this.#write(this.#half)
    this.#half = undefined
  }

  /** The last line is whole. */
  async end(): Promise<void> {
    await this.#rotating
    this.finishLine()
    closeSync(this.#fd)
  }

  async #rotate({ kind, gap, zstd }: RotateDeed): Promise<void> {
    this.#rotations++
    if (kind === 'copytruncate') {
      this.#shift()
      this.finishLine()
      copyFileSync(this.path, `${this.path}.1`)
      this.#copied = true
      if (gap > 0) await sleep(gap)
      this.finishLine()
      truncateSync(this.path, 0)
      this.#copied = false
      this.#begin()
      return
    }
    if (kind !== 'dated') this.#shift()
    const old = kind === 'dated' ? this.#datedName() : `${this.path}.1`
    renameSync(this.path, old)
    if (gap > 0) await sleep(gap)
    this.finishLine()
    closeSync(this.#fd)
    this.#fd = openSync(this.path, 'a')
    this.#begin()
    if (kind === 'compress') compress(old, zstd)
  }

  #begin(): void {
    this.#life++
    this.#offset = 0
  }

  /** `app.log.1` becomes `app.log.2`, compressed or not. None is ever deleted: what nobody read would be lost with it. */
  #shift(): void {
    for (let age = this.#rotations; age >= 1; age--)
      for (const ending of ['', '.gz', '.zst']) {
        const from = `${this.path}.${age}${ending}`
        if (existsSync(from)) renameSync(from, `${this.path}.${age + 1}${ending}`)
      }
  }

  #datedName(): string {
    const date = `20260115-${String(100_000 + this.#rotations)}`
    return this.#rotations % 2 === 0 ? `${this.path}-${date}` : this.path.replace(/\.log$/, `-${date}.log`)
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done)
  }
}

/** As gzip(1) and zstd(1) do: written beside it, and only then the original goes. */
function compress(path: string, zstd: boolean): void {
  const bytes = readFileSync(path)
  if (zstd && zstdCompress !== undefined) writeFileSync(`${path}.zst`, zstdCompress(bytes))
  else writeFileSync(`${path}.gz`, zlib.gzipSync(bytes, { level: 1 }))
  rmSync(path)
}
