import { readFileSync } from 'node:fs'
import { createEngine, type EngineKind } from '../../src/format/create-engine.ts'
import { KernelEngine } from '../../src/format/kernel-engine.ts'
import { SlabBlock } from '../../src/format/slab-block.ts'
import { openKernel } from '../../src/kernel/kernel.ts'
import { SLACK } from '../../src/kernel/memory.ts'
import { runChild } from './child.ts'
import type { DataFile } from './data.ts'
import { interleave, type Measured } from './interleave.ts'
import type { Goal, Section } from './section.ts'
import { fixed, ratios, Spread, short } from './spread.ts'

const LF = 0x0a
/** As the source reads. */
const CHUNK_BYTES = 256 * 1024
/** The slow ones get one line in so many. */
const PLAIN_SHARE = 5
/** A figure is the mean over this many ms at least: a pass of the kernel takes a few hundredths of a second. */
const LEAST_MS = 150
const OPTIONS = { keyField: 'auto', maxRecordBytes: 1024 * 1024 } as const
const BASELINE = 'plain reader'
/** `wc` reads the file so many times: its clock ticks are hundredths of a second. */
const COUNTS = 10

/** One log in one format, for one core. */
export interface EngineCase {
  readonly name: string
  readonly file: DataFile
  readonly type: string
  readonly format?: string
  /** Records as `stream` makes them, with host and event id; else as `parse` does. */
  readonly metadata: boolean
  /** Lines a second to reach. */
  readonly goal?: number
  /** A case of whose lines a second it is to reach half. */
  readonly halfOf?: string
  /** The part of the bytes that `wc -l` counts in a second to reach. */
  readonly ofWc?: number
}

interface InMemory {
  /** Lines in a CPU second. */
  readonly rate: number
  /** Bytes of lines in a CPU second. */
  readonly bytes: number
}

/**
 * Engines on lines that lie in memory, in this thread: chunk after chunk is copied to where the source would read it, and
 * parsed there. Beside them what a plain reader does with such a line, and `wc -l` with the file.
 */
export async function inMemory(
  title: string,
  cases: readonly EngineCase[],
  plainReader: (line: string) => unknown,
  rounds: number,
): Promise<Section> {
  const first = cases[0]!.file
  const all: Measured<InMemory>[] = [
    { name: 'wc -l', run: () => countLines(first) },
    { name: BASELINE, run: async () => readPlainly(first, plainReader) },
  ]
  for (const one of cases)
    all.push(
      { name: `${one.name}: kernel`, run: prepare(one, 'kernel') },
      { name: `${one.name}: plain engine`, run: prepare(one, 'plain') },
    )
  // The first round warms up and is not counted.
  const figures = await interleave(all, rounds + 1)
  const of = (name: string, key: keyof InMemory): number[] =>
    figures
      .get(name)!
      .slice(1)
      .map((one) => one[key])
  const rows = [...figures.keys()].map((name) => {
    const goal = cases.find((one) => name === `${one.name}: kernel`)?.goal
    return [
      name,
      goal === undefined ? '' : short(goal),
      new Spread(of(name, 'rate')).text(short),
      ratios(of(name, 'rate'), of(BASELINE, 'rate')).text(fixed(1)),
      ratios(of(name, 'bytes'), of('wc -l', 'bytes')).text(fixed(3)),
    ]
  })
  return {
    title,
    about: `In memory, one core, by CPU time; ${rounds} interleaved runs; median (least–most). \`wc -l\` is a whole process over the same file.`,
    headings: ['case', 'lines/s to reach', 'lines a CPU s', `× ${BASELINE}`, 'bytes/s × `wc -l`'],
    rows,
    goals: cases.flatMap((one) => goalsOf(one, of)),
  }
}

type Of = (name: string, key: keyof InMemory) => number[]

function goalsOf({ name, goal, halfOf, ofWc }: EngineCase, of: Of): Goal[] {
  const kernel = (one: string): string => `${one}: kernel`
  const goals: Goal[] = []
  if (goal !== undefined) {
    const { median } = new Spread(of(kernel(name), 'rate'))
    goals.push({
      what: `${name}, in memory: lines/s`,
      goal: short(goal),
      figure: short(median),
      reached: median >= goal,
    })
  }
  if (ofWc !== undefined) {
    const { median } = ratios(of(kernel(name), 'bytes'), of('wc -l', 'bytes'))
    goals.push({
      what: `${name}, in memory: bytes/s in parts of \`wc -l\``,
      goal: `${ofWc}`,
      figure: median.toFixed(2),
      reached: median >= ofWc,
    })
  }
  if (halfOf !== undefined) {
    const { median } = ratios(of(kernel(name), 'rate'), of(kernel(halfOf), 'rate'))
    goals.push({
      what: `${name}, in memory: part of ${halfOf}`,
      goal: '0.5',
      figure: median.toFixed(2),
      reached: median >= 0.5,
    })
  }
  return goals
}

function prepare({ file, type, format, metadata }: EngineCase, kind: EngineKind): () => Promise<InMemory> {
  const chunks = chunksOf(readFileSync(file.path), kind === 'kernel' ? 1 : PLAIN_SHARE)
  const engine = createEngine({ type, format }, { ...OPTIONS, host: metadata ? 'web-1' : null }, kind)
  if ((kind === 'kernel') !== engine instanceof KernelEngine) throw new Error(`${type}: no ${kind} engine`)
  const kernel = openKernel()!
  const slab = kernel.arena.take(CHUNK_BYTES + SLACK)!
  const place = kernel.bytes.subarray(slab.at, slab.at + CHUNK_BYTES)
  const block = new SlabBlock(kind === 'kernel' ? kernel : null, 3 * CHUNK_BYTES)
  return () =>
    repeated(() => {
      let [lines, bytes] = [0, 0]
      for (const chunk of chunks) {
        place.set(chunk)
        const made = engine.parse(
          {
            bytes: place.subarray(0, chunk.length),
            offset: bytes,
            readAt: 1_705_314_645_000,
            generation: '0123456789abcdef',
          },
          block,
        )
        lines += made.lines
        bytes += chunk.length
      }
      return { lines, bytes }
    })
}

/** By CPU time: what else the machine does is not in it. */
async function repeated(pass: () => { lines: number; bytes: number }): Promise<InMemory> {
  const start = process.cpuUsage()
  let [lines, bytes, took] = [0, 0, 0]
  while (took < LEAST_MS) {
    const done = pass()
    lines += done.lines
    bytes += done.bytes
    const { user, system } = process.cpuUsage(start)
    took = (user + system) / 1000
  }
  return { rate: (lines / took) * 1000, bytes: (bytes / took) * 1000 }
}

/** Whole lines, as a source yields them. */
function chunksOf(bytes: Buffer, share: number): readonly Buffer[] {
  const chunks: Buffer[] = []
  const most = bytes.length / share
  for (let at = 0; at < most; ) {
    const end = Math.min(bytes.length, at + CHUNK_BYTES)
    const next = end === bytes.length ? end : bytes.lastIndexOf(LF, end - 1) + 1
    chunks.push(bytes.subarray(at, next))
    at = next
  }
  return chunks
}

/** Strings from the start: what reading them costs is left out, to the plain reader's advantage. */
const linesInMemory = new Map<string, readonly string[]>()

function readPlainly({ path, lines: count }: DataFile, read: (line: string) => unknown): Promise<InMemory> {
  let lines = linesInMemory.get(path)
  if (lines === undefined) {
    lines = readFileSync(path, 'utf8').split('\n', Math.ceil(count / PLAIN_SHARE))
    linesInMemory.set(path, lines)
  }
  const all = lines
  let made = 0
  return repeated(() => {
    let bytes = 0
    for (const line of all) {
      const record = read(line)
      if (record !== undefined) made += JSON.stringify(record).length
      bytes += line.length + 1
    }
    if (made === 0) throw new Error('nothing was made')
    return { lines: all.length, bytes }
  })
}

async function countLines({ path, lines, bytes }: DataFile): Promise<InMemory> {
  const words = ['-l', ...new Array<string>(COUNTS).fill(path)]
  const { cpuSeconds } = await runChild({ command: 'wc', words })
  return { rate: (COUNTS * lines) / cpuSeconds, bytes: (COUNTS * bytes) / cpuSeconds }
}
