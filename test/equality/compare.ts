import { createEngine, type FormatSpec } from '../../src/format/create-engine.ts'
import type { Engine, EngineOptions, ParseInput, RecordBlock } from '../../src/format/format.ts'
import { KernelEngine } from '../../src/format/kernel-engine.ts'
import { openKernel } from '../../src/kernel/kernel.ts'
import { SLACK } from '../../src/kernel/memory.ts'

/** What is compared: bytes, and how far each array counts. */
const COUNTS = ['length', 'records', 'lines', 'rejects', 'blanks', 'filtered'] as const
const ARRAYS = [
  ['start', 'records'],
  ['end', 'records'],
  ['keyStart', 'records'],
  ['keyEnd', 'records'],
  ['line', 'records'],
  ['eventTime', 'records'],
  ['logType', 'records'],
  ['lineEnd', 'lines'],
  ['rejectLine', 'rejects'],
  ['rejectReason', 'rejects'],
  ['rejectColumn', 'rejects'],
  ['blankLine', 'blanks'],
] as const

/** Where the chunk lies: in memory of its own (null), or so many bytes into a slab of the kernel's. */
export type Place = number | null

/** The two engines of one format. */
export class Pair {
  readonly kernel: KernelEngine
  /** Lines that were compared. */
  lines = 0
  readonly #plain: Engine

  constructor(spec: FormatSpec, options: EngineOptions) {
    const kernel = createEngine(spec, options, 'kernel')
    if (!(kernel instanceof KernelEngine)) throw new Error(`${spec.type} ${spec.format} has no kernel form`)
    this.kernel = kernel
    this.#plain = createEngine(spec, options, 'plain')
  }

  close(): void {
    this.kernel.close()
  }

  /** Throws, with the first difference in words, unless both engines make the same of the chunk. */
  check(input: ParseInput, place: Place = null): void {
    const expected = this.#plain.parse(input)
    const slab = place === null ? undefined : openKernel()!.arena.take(place + input.bytes.length + SLACK)
    try {
      const bytes = slab === undefined ? input.bytes : laid(input.bytes, slab.at + place!, slab)
      const difference = compare(expected, this.kernel.parse({ ...input, bytes }))
      if (difference !== undefined) throw new Error(difference)
      this.lines += expected.lines
    } finally {
      if (slab !== undefined) openKernel()!.arena.giveBack(slab)
    }
  }
}

/** A copy in the kernel's memory, with bytes around it that would tempt whoever reads beyond. */
function laid(bytes: Uint8Array, at: number, slab: { at: number; bytes: number }): Uint8Array {
  const memory = openKernel()!.bytes
  memory.fill(0x2c, slab.at, at)
  memory.set(bytes, at)
  memory.fill(0x22, at + bytes.length, Math.min(slab.at + slab.bytes, at + bytes.length + SLACK))
  return memory.subarray(at, at + bytes.length)
}

/** The first difference, or undefined. */
export function compare(expected: RecordBlock, found: RecordBlock): string | undefined {
  const wanted = Buffer.from(expected.bytes.subarray(0, expected.length + (expected.records > 0 ? 1 : 0)))
  const written = Buffer.from(found.bytes.subarray(0, found.length + (found.records > 0 ? 1 : 0)))
  if (!wanted.equals(written))
    return difference('bytes', wanted.toString('latin1'), written.toString('latin1'))
  for (const name of COUNTS)
    if (expected[name] !== found[name]) return difference(name, expected[name], found[name])
  for (const [name, count] of ARRAYS)
    for (let i = 0; i < expected[count]; i++)
      if (!Object.is(expected[name][i], found[name][i]))
        return difference(`${name}[${i}]`, expected[name][i], found[name][i])
  return undefined
}

function difference(what: string, plain: unknown, kernel: unknown): string {
  return `${what}\n plain:  ${JSON.stringify(plain)}\n kernel: ${JSON.stringify(kernel)}`
}
