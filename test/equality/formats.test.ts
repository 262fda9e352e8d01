import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KinetailError } from '../../src/base/errors.ts'
import { buildFormat, createEngine } from '../../src/format/create-engine.ts'
import type { RecordBlock } from '../../src/format/format.ts'
import { KernelEngine } from '../../src/format/kernel-engine.ts'
import { REJECT_REASONS } from '../../src/format/reject-reasons.ts'
import { compare } from './compare.ts'
import { type FormatCase, formatCase } from './format-strings.ts'

/** `npm run fuzz -- --formats` sets these: minutes to go on, and the seed to begin with. */
const MINUTES = Number(process.env['KINETAIL_FUZZ_MINUTES'] ?? 0)
const SEED = Number(process.env['KINETAIL_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const RUNS = 250
/** CPU time of one case, a format and a few lines, in ms: whatever takes longer hangs. */
const HANGS = 5000
const OPTIONS = { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 * 1024 } as const

const tally = { formats: 0, refused: 0, inKernel: 0, lines: 0, records: 0, slowest: 0, slowestCompile: 0 }

function check({ type, format, lines }: FormatCase): void {
  const before = cpuMs()
  tally.formats++
  const engine = compiled(type, format)
  const compiling = cpuMs() - before
  if (engine === null) {
    tally.refused++
    return
  }
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const chunk = { bytes, offset: 3, readAt: 1_705_314_660_250, generation: '0123456789abcdef' }
  const expected = engine.parse(chunk)
  expect(expected.records + expected.rejects + expected.blanks).toBe(expected.lines)
  for (let i = 0; i < expected.records; i++)
    JSON.parse(Buffer.from(expected.bytes.subarray(expected.start[i], expected.end[i])).toString())
  const kernel = createEngine({ type, format }, OPTIONS, 'kernel')
  expect(compare(expected, kernel.parse(chunk))).toBeUndefined()
  explained(type, format, bytes, expected)
  if (kernel instanceof KernelEngine) {
    tally.inKernel++
    kernel.close()
  }
  tally.lines += expected.lines
  tally.records += expected.records
  tally.slowestCompile = Math.max(tally.slowestCompile, compiling)
  tally.slowest = Math.max(tally.slowest, cpuMs() - before)
  expect(cpuMs() - before).toBeLessThan(HANGS)
}

/** Null for a format that is refused, which has to be said in words. */
function compiled(type: string, format: string): ReturnType<typeof createEngine> | null {
  try {
    return createEngine({ type, format }, OPTIONS, 'plain')
  } catch (error) {
    expect(error).toBeInstanceOf(KinetailError)
    expect((error as KinetailError).exitCode).toBe(2)
    return null
  }
}

/** Whoever asks why a line did not fit is told the place at which the engine gave up. */
function explained(type: string, format: string, bytes: Uint8Array, block: RecordBlock): void {
  const lines = buildFormat({ type, format }, OPTIONS)
  for (let i = 0; i < block.rejects; i++) {
    const line = block.rejectLine[i]!
    const start = line === 0 ? 0 : block.lineEnd[line - 1]!
    let end = block.lineEnd[line]! - 1
    while (end > start && bytes[end - 1] === 0x0d) end--
    const reason = REJECT_REASONS[block.rejectReason[i]!]!
    if (reason === 'binary' || reason === 'too_long') continue
    lines.begin(0, undefined)
    const told = lines.explain!(bytes, start, end)
    expect([told.reason, told.column]).toEqual([reason, block.rejectColumn[i]])
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

describe('any format string', () => {
  test('is refused in words, or reads lines in both engines alike and accounts for each', () => {
    fc.assert(fc.property(formatCase, check), { numRuns: RUNS, seed: SEED })
    expect(tally.formats - tally.refused).toBeGreaterThan(RUNS / 10)
    expect(tally.inKernel).toBeGreaterThan(RUNS / 20)
    expect(tally.records).toBeGreaterThan(0)
  })

  test.runIf(MINUTES > 0)(
    `go on so for ${MINUTES} minutes`,
    () => {
      const end = Date.now() + MINUTES * 60_000
      let shown = Date.now()
      for (let seed = SEED + 1; Date.now() < end; seed++) {
        fc.assert(fc.property(formatCase, check), { numRuns: RUNS, seed })
        if (Date.now() - shown < 10_000) continue
        shown = Date.now()
        process.stderr.write(`seed ${seed}: ${JSON.stringify(tally)}\n`)
      }
      process.stderr.write(`${JSON.stringify(tally)}\n`)
      expect(tally.lines).toBeGreaterThan(0)
    },
    MINUTES * 60_000 + 60_000,
  )
})
