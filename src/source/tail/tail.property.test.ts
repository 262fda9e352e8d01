import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Collector, type SeenLine } from '../../../test/support/collector.ts'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { until } from '../../../test/support/until.ts'
import type { Checkpoint, Checkpoints } from '../../checkpoint/checkpoint.ts'
import { memoryCheckpoints } from '../../checkpoint/checkpoint.ts'
import { Ledger } from '../../stats/ledger.ts'
import type { Source } from '../source.ts'
import { openTail } from './tail.ts'

type Deed =
  | { readonly do: 'lines'; readonly sizes: readonly number[]; readonly crlf: boolean }
  | { readonly do: 'partial'; readonly size: number }
  | { readonly do: 'rename' | 'copytruncate' | 'delete' | 'pause' | 'crash' | 'stop' | 'settle' }
  | { readonly do: 'late'; readonly size: number }

const size = fc.integer({ min: 0, max: 90 })
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('lines' as const),
      sizes: fc.array(size, { minLength: 1, maxLength: 6 }),
      crlf: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('partial' as const), size }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late' as const), size }) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('rename', 'copytruncate', 'delete', 'pause', 'crash', 'stop', 'settle')
      .map((word) => ({ do: word }) as Deed),
  },
)

/** One life of the file in the toy model: from creation or truncation to its end. */
interface Life {
  bytes: string
  /** Gone from disk, so that only a reader that has it open, or had it, can tell. */
  gone: boolean
  path: string
}

const MAX_LINE = 70

/** Writes a log and reads it with tails that come and go; remembers what should be seen. */
class World {
  readonly lives: Life[] = []
  readonly seen: SeenLine[] = []
  readonly #path: string
  readonly #chunkBytes: number
  #disk: Checkpoint[] = []
  #source: Source | undefined
  #collector: Collector | undefined
  #checkpoints: Checkpoints | undefined
  #life: Life
  #renamed: Life | undefined
  #serial = 0
  #backups = 0
  /** Index in `seen` at which each run began, with the checkpoints it began from. */
  readonly runs: { from: number; disk: Map<string, number> }[] = []

  constructor(dir: string, chunkBytes: number) {
    this.#chunkBytes = chunkBytes
    mkdirSync(dir, { recursive: true })
    this.#path = join(dir, 'app.log')
    this.#life = this.#newLife()
  }

  async start(): Promise<void> {
    if (this.#source) return
    const checkpoints = memoryCheckpoints()
    for (const checkpoint of this.#disk) checkpoints.set({ ...checkpoint })
    const save = async (): Promise<void> => {
      this.#disk = [...checkpoints.all()].map((checkpoint) => ({ ...checkpoint }))
    }
    this.#checkpoints = { ...checkpoints, save, close: () => Promise.resolve() }
    const disk = new Map(this.#disk.map(({ generation, offset }) => [generation, offset]))
    this.runs.push({ from: this.seen.length, disk })
    this.#source = await openTail({
      inputs: [{ path: this.#path }],
      checkpoints: this.#checkpoints,
      ledger: new Ledger(),
      host: 'model',
      warn: () => {},
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
      case 'late':
        // A server that has not reopened its log yet. After a partial line it would finish that line, perhaps too late.
        if (
          this.#renamed &&
          this.#source &&
          existsSync(this.#renamed.path) &&
          this.#renamed.bytes.endsWith('\n')
        )
          this.#append(this.#renamed, `${this.#text(deed.size)}\n`)
        return
      case 'rename':
        if (!existsSync(this.#path)) return
        // Under a name that is not configured nobody looks for a file that was not known before.
        await this.#caughtUp()
        this.#life.path = `${this.#path}.${++this.#backups}`
        renameSync(this.#path, this.#life.path)
        this.#renamed = this.#life
        this.#life = this.#newLife()
        return
      case 'copytruncate':
        if (!existsSync(this.#path)) return
        await this.#caughtUp()
        copyFileSync(this.#path, `${this.#path}.copy`)
        truncateSync(this.#path, 0)
        this.#life.gone = true
        this.#life = this.#newLife()
        return
      case 'delete':
        if (!existsSync(this.#path)) return
        await this.#caughtUp()
        rmSync(this.#path)
        this.#life.gone = true
        this.#life = this.#newLife()
        return
      case 'pause':
        return new Promise((resolve) => setTimeout(resolve, 12))
      case 'settle':
        this.#collector?.settleRest()
        return
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
    )
    await this.#end(true)
  }

  /** Every line of a life with its offset; the last one may lack its LF. */
  static linesOf(life: Life): { text: string; offset: number; length: number; ended: boolean }[] {
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

  async #end(saving: boolean): Promise<void> {
    if (!this.#source) return
    // What is gone from disk nobody can read again: it has to be out before the reader is.
    await until(
      () => this.#missing(this.lives.filter((life) => life.gone)).length === 0,
      () => 'the lines of files that are gone',
    )
    const [source, checkpoints] = [this.#source, this.#checkpoints]
    this.#source = undefined
    if (saving) await checkpoints!.save()
    await source.close()
    await this.#collector!.ended
  }

  /** Waits until a running reader gave out every whole line of the file: it surely has it open then. */
  async #caughtUp(): Promise<void> {
    await this.start()
    if (!this.#life.bytes.includes('\n')) this.#write(`${this.#text(0)}\n`)
    const life = this.#life
    await until(
      () => this.#missing([life]).every(({ ended }) => !ended),
      () => `the reader to catch up with ${JSON.stringify(this.#missing([life]).slice(0, 5))}`,
    )
  }

  #missing(lives: readonly Life[]): { text: string; ended: boolean }[] {
    const seen = new Set(this.seen.map((line) => `${line.offset} ${line.text}`))
    return lives.flatMap((life) =>
      World.linesOf(life).filter(({ text, offset, ended }) => {
        // A file that still has its name may get the rest of its last line.
        if (!ended && (life === this.#life || life.gone)) return false
        return !seen.has(`${offset} ${text}`)
      }),
    )
  }

  #newLife(): Life {
    const life = { bytes: '', gone: false, path: this.#path }
    this.lives.push(life)
    return life
  }

  /** Unique, so that a line names its place; the beginning of a file differs from that of any other. */
  #text(size: number): string {
    const serial = String(this.#serial++)
    return `${serial}.${'.'.repeat(Math.max(0, size - serial.length))}`
  }

  #write(bytes: string): void {
    this.#append(this.#life, bytes)
  }

  #append(life: Life, bytes: string): void {
    life.bytes += bytes
    appendFileSync(life.path, bytes)
  }
}

it('random deeds: every line, in order, under one generation and offset, and twice only after a crash', async () => {
  const root = temporaryFolder()
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 4, maxLength: 22 }),
      fc.constantFrom(16, 100, 4096),
      async (deeds, chunkBytes) => {
        const world = new World(join(root, String(round++)), chunkBytes)
        await world.start()
        for (const one of deeds) await world.do(one)
        await world.finish()
        check(world)
      },
    ),
    { numRuns: 120, endOnFailure: true },
  )
}, 120_000)

function check(world: World): void {
  const generations = new Map<string, Life>()
  for (const line of world.seen) {
    const life = world.lives.find((one) =>
      World.linesOf(one).some(
        (expected) =>
          expected.offset === line.offset &&
          (expected.text === line.text || (!line.ended && expected.text.startsWith(line.text))),
      ),
    )
    expect(life, `line ${JSON.stringify(line)} is in no file`).toBeDefined()
    expect(generations.get(line.generation) ?? life, 'one generation, one life of a file').toBe(life)
    generations.set(line.generation, life!)
    const expected = World.linesOf(life!).find(({ offset }) => offset === line.offset)!
    // Of a half line that was truncated away, what had been seen of it may have been short enough.
    const part = !line.ended && line.text.length < expected.text.length
    expect(line.cutLine).toBe(expected.length > MAX_LINE && !part ? expected.length : undefined)
  }
  expect(new Set(generations.values()).size, 'one life, one generation').toBe(generations.size)
  for (const [i, { from, disk }] of world.runs.entries()) {
    const run = world.seen.slice(from, world.runs[i + 1]?.from)
    const reached = new Map<string, number>()
    for (const { generation, offset } of run) {
      expect(offset, 'in order, none twice in a run').toBeGreaterThan(reached.get(generation) ?? -1)
      expect(offset, 'nothing below the checkpoint').toBeGreaterThanOrEqual(disk.get(generation) ?? 0)
      reached.set(generation, offset)
    }
  }
}
