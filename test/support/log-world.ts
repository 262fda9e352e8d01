import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Ahead } from '../../src/checkpoint/ahead.ts'
import type { Checkpoint, Checkpoints } from '../../src/checkpoint/checkpoint.ts'
import { memoryCheckpoints } from '../../src/checkpoint/checkpoint.ts'
import type { EventRules } from '../../src/source/events.ts'
import type { Source } from '../../src/source/source.ts'
import { openTail } from '../../src/source/tail/tail.ts'
import { Ledger } from '../../src/stats/ledger.ts'
import { Collector, type SeenLine } from './collector.ts'
import { until } from './until.ts'

/** What is done to the log, and to its reader. */
export type Deed =
  | { readonly do: 'lines'; readonly sizes: readonly number[]; readonly crlf: boolean }
  | { readonly do: 'partial' | 'late'; readonly size: number }
  /** Copies, appends `lost` lines that only a quick reader can see, and truncates. */
  | { readonly do: 'copytruncate'; readonly lost: number }
  | { readonly do: 'compress'; readonly halves: boolean; readonly truncating: boolean }
  | {
      readonly do: 'rename' | 'dated' | 'delete' | 'deleteRotated' | 'renameBack' | 'truncate'
    }
  | { readonly do: 'pause' | 'crash' | 'stop' | 'start' | 'settle' }

/** One life of the file in the toy model: from creation or truncation to its end. */
export interface Life {
  bytes: string
  /** Bytes of it that are, or were when it went, in some file: what lies behind them was destroyed by rotation. */
  kept: number
  /** Gone from disk, so that only a reader that has it open, or had it, can tell. */
  gone: boolean
  path: string
  compressed: boolean
}

export interface ExpectedLine {
  readonly text: string
  readonly offset: number
  readonly length: number
  readonly ended: boolean
}

export const MAX_LINE = 70
const WAIT_MS = 4000

/** Writes a log and reads it with tails that come and go; remembers what should be seen. */
export class LogWorld {
  readonly lives: Life[] = []
  readonly seen: SeenLine[] = []
  readonly warnings: string[] = []
  /** Index in `seen` at which each run began, with the checkpoints it began from. */
  readonly runs: { from: number; disk: Map<string, number> }[] = []
  readonly #path: string
  readonly #chunkBytes: number
  readonly #pattern: boolean
  readonly #events: EventRules | undefined
  #disk: Checkpoint[] = []
  #source: Source | undefined
  #collector: Collector | undefined
  #checkpoints: Checkpoints | undefined
  #life: Life
  #serial = 0
  #backups = 0

  /**
   * @param pattern the reader's input is a pattern that matches rotated files too, not the log's name alone
   * @param events how lines are joined; each is an event unless told
   */
  constructor(dir: string, chunkBytes: number, pattern: boolean, events?: EventRules) {
    this.#events = events
    this.#chunkBytes = chunkBytes
    this.#pattern = pattern
    mkdirSync(dir, { recursive: true })
    this.#path = join(dir, 'app.log')
    this.#life = this.#newLife()
  }

  async start(): Promise<void> {
    if (this.#source) return
    const checkpoints = memoryCheckpoints()
    for (const checkpoint of this.#disk) checkpoints.set({ ...checkpoint })
    const aheads = new Map<Checkpoint, () => Ahead | undefined>()
    const save = async (): Promise<void> => {
      this.#disk = [...checkpoints.all()].map((checkpoint) => {
        const { ahead: before, ...rest } = checkpoint
        const asked = aheads.get(checkpoint)
        const ahead = asked ? asked() : before
        return ahead === undefined ? rest : { ...rest, ahead }
      })
    }
    this.#checkpoints = {
      ...checkpoints,
      follow: (checkpoint, ahead) => void aheads.set(checkpoint, ahead),
      save,
      close: () => Promise.resolve(),
    }
    const disk = new Map(this.#disk.map(({ generation, offset }) => [generation, offset]))
    this.runs.push({ from: this.seen.length, disk })
    this.#source = await openTail({
      inputs: [{ path: this.#pattern ? `${this.#path}*` : this.#path, events: this.#events }],
      checkpoints: this.#checkpoints,
      ledger: new Ledger(),
      host: 'model',
      warn: (message) => this.warnings.push(message),
      pollMs: 4,
      rotateWaitMs: 120,
      chunkBytes: this.#chunkBytes,
      maxLineBytes: MAX_LINE,
    })
    this.#collector = new Collector(this.#source, (line) => {
      this.seen.push(line)
      return line.text.length % 3 === 0 ? undefined : 'delivered'
    })
  }

  async do(deed: Deed): Promise<void> {
    switch (deed.do) {
      case 'lines':
        for (const size of deed.sizes) this.#write(`${this.#text(size)}${deed.crlf ? '\r' : ''}\n`)
        return
      case 'partial':
        return this.#write(this.#text(deed.size))
      case 'late': {
        // A server that has not reopened its log yet. After a partial line it would finish that line, perhaps too late.
        const life = this.#rotated(canGrow)
        if (this.#source && life) this.#append(life, `${this.#text(deed.size)}\n`)
        return
      }
      case 'rename':
        return this.#rename(`.${++this.#backups}`)
      case 'dated':
        return this.#rename(`-${20260100 + ++this.#backups}`)
      case 'copytruncate':
        return this.#copytruncate(deed.lost)
      case 'compress':
        return deed.truncating ? this.#compressTruncating() : this.#compress(deed.halves)
      case 'delete':
        if (!existsSync(this.#path)) return
        await this.#caughtUp(this.#life)
        rmSync(this.#path)
        this.#life.gone = true
        this.#life = this.#newLife()
        return
      case 'truncate':
        if (!existsSync(this.#path)) return
        await this.#caughtUp(this.#life)
        await this.#truncate()
        this.#life.gone = true
        this.#life = this.#newLife()
        return
      case 'deleteRotated': {
        const life = this.lives.find((one) => one !== this.#life && !one.gone && existsSync(one.path))
        if (life === undefined) return
        await this.#caughtUp(life)
        rmSync(life.path)
        life.gone = true
        return
      }
      case 'renameBack': {
        // A copy under the log's own name is a new file: only what was renamed comes back.
        const back = this.#rotated((life) => canGrow(life) && life.kept === Number.POSITIVE_INFINITY)
        if (back === undefined) return
        // Whoever finds the same file under the name as before has no reason to think that another one was there meanwhile.
        await this.#caughtUp(this.#life)
        await this.#rename(`.${++this.#backups}`)
        renameSync(back.path, this.#path)
        back.path = this.#path
        this.lives.splice(this.lives.indexOf(this.#life), 1)
        this.#life = back
        return
      }
      case 'pause':
        return new Promise((resolve) => setTimeout(resolve, 12))
      case 'settle':
        return this.#collector?.settleRest()
      case 'start':
        return this.start()
      case 'crash':
        return this.#end(false)
      case 'stop':
        return this.#end(true)
    }
  }

  async finish(): Promise<void> {
    await this.start()
    await until(
      () => this.#missing(this.lives).length === 0,
      () => `the lines ${JSON.stringify(this.#missing(this.lives).slice(0, 5))}`,
      WAIT_MS,
    )
    await this.#end(true)
  }

  async abandon(): Promise<void> {
    await this.#source?.close()
  }

  /** Every line of a life with its offset; the last one may lack its LF. */
  static linesOf(life: Life): ExpectedLine[] {
    const lines = []
    for (let offset = 0; offset < life.bytes.length; ) {
      const at = life.bytes.indexOf('\n', offset)
      const end = at < 0 ? life.bytes.length : at
      const line = life.bytes.slice(offset, end)
      lines.push({ text: line.slice(0, MAX_LINE), offset, length: line.length, ended: at >= 0 })
      offset = end + 1
    }
    return lines
  }

  async #rename(suffix: string): Promise<void> {
    if (!existsSync(this.#path)) return
    await this.#known()
    this.#life.path = `${this.#path}${suffix}`
    renameSync(this.#path, this.#life.path)
    this.#life = this.#newLife()
  }

  async #copytruncate(lost: number): Promise<void> {
    if (!existsSync(this.#path)) return
    await this.#known()
    const life = this.#life
    const copy = `${this.#path}.${++this.#backups}`
    copyFileSync(this.#path, copy)
    life.kept = life.bytes.length
    for (let i = 0; i < lost; i++) appendFileSync(this.#path, this.#tail(life, `${this.#text(20)}\n`))
    await this.#truncate()
    life.path = copy
    this.#life = this.#newLife()
  }

  async #compressTruncating(): Promise<void> {
    if (!existsSync(this.#path)) return
    await this.#known()
    const life = this.#life
    life.path = `${this.#path}.${++this.#backups}.gz`
    writeFileSync(life.path, gzipSync(readFileSync(this.#path)))
    life.compressed = true
    await this.#truncate()
    this.#life = this.#newLife()
  }

  /** The clock of file times ticks every few ms: what is done to an empty file within one tick leaves no trace on it. */
  async #truncate(): Promise<void> {
    truncateSync(this.#path, 0)
    const { mtimeNs } = statSync(this.#path, { bigint: true })
    const clock = `${dirname(this.#path)}.clock`
    await until(
      () => {
        writeFileSync(clock, '.')
        return statSync(clock, { bigint: true }).mtimeNs > mtimeNs
      },
      () => 'the clock of file times to tick',
    )
  }

  async #compress(halves: boolean): Promise<void> {
    const life = this.#rotated(() => true)
    if (life === undefined) return
    const plain = life.path
    const bytes = gzipSync(readFileSync(plain))
    const half = halves ? bytes.length >> 1 : bytes.length
    life.path = `${plain}.gz`
    life.compressed = true
    writeFileSync(life.path, bytes.subarray(0, half))
    if (halves) {
      await new Promise((resolve) => setTimeout(resolve, 12))
      appendFileSync(life.path, bytes.subarray(half))
    }
    rmSync(plain)
  }

  /** The last rotated file that is no log any more, and not compressed. */
  #rotated(wanted: (life: Life) => boolean): Life | undefined {
    return this.lives.findLast(
      (life) =>
        life !== this.#life && !life.gone && !life.compressed && existsSync(life.path) && wanted(life),
    )
  }

  /** Of a name that nobody ever had seen, nobody knows that it had another file before: the reader has to have seen something. */
  async #known(): Promise<void> {
    if (!this.#life.bytes.includes('\n')) this.#write(`${this.#text(0)}\n`)
    if (this.seen.length === 0) await this.#caughtUp(this.#life)
  }

  async #end(saving: boolean): Promise<void> {
    if (!this.#source) return
    // What is gone from disk nobody can read again: it has to be out before the reader is.
    await until(
      () => this.#missing(this.lives.filter((life) => life.gone)).length === 0,
      () => 'the lines of files that are gone',
      WAIT_MS,
    )
    const [source, checkpoints] = [this.#source, this.#checkpoints]
    this.#source = undefined
    if (saving) await checkpoints!.save()
    await source.close()
    await this.#collector!.ended
  }

  /** Waits until a running reader gave out every whole line of a file. */
  async #caughtUp(life: Life): Promise<void> {
    await this.start()
    if (life === this.#life && !life.bytes.includes('\n')) this.#write(`${this.#text(0)}\n`)
    await until(
      () => this.#missing([life]).every(({ ended }) => !ended),
      () => `the reader to catch up with ${JSON.stringify(this.#missing([life]).slice(0, 5))}`,
      WAIT_MS,
    )
  }

  #missing(lives: readonly Life[]): { text: string; ended: boolean }[] {
    const seen = new Set(this.seen.map((line) => `${line.offset} ${line.text}`))
    return lives.flatMap((life) =>
      LogWorld.linesOf(life).filter(({ text, offset, length, ended }) => {
        // A file that still has its name may get the rest of its last line.
        if (!ended && (life === this.#life || life.gone || this.#pattern)) return false
        if (offset + length >= life.kept && life.kept < life.bytes.length) return false
        return !seen.has(`${offset} ${text}`)
      }),
    )
  }

  #newLife(): Life {
    const life = {
      bytes: '',
      kept: Number.POSITIVE_INFINITY,
      gone: false,
      path: this.#path,
      compressed: false,
    }
    this.lives.push(life)
    return life
  }

  /** Unique, so that a line names its place; the beginning of a file differs from that of any other. */
  #text(size: number): string {
    const serial = String(this.#serial++)
    return `${serial}.${'.'.repeat(Math.max(0, size - serial.length))}`
  }

  #tail(life: Life, bytes: string): string {
    life.bytes += bytes
    return bytes
  }

  #write(bytes: string): void {
    this.#append(this.#life, bytes)
  }

  #append(life: Life, bytes: string): void {
    appendFileSync(life.path, this.#tail(life, bytes))
  }
}

/** A half line that was taken for whole must not be finished, and behind the end of a copy nothing is what the model says. */
function canGrow({ bytes, kept }: Life): boolean {
  return bytes.endsWith('\n') && kept >= bytes.length
}
