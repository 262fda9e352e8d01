import { createEngine, type FormatSpec } from '../format/create-engine.ts'
import type { EngineOptions, ParseInput, RecordBlock } from '../format/format.ts'
import { REJECT_REASONS, type RejectReason } from '../format/reject-reasons.ts'

/** What came of a chunk, as plain values: for tests, where making objects costs nothing that matters. */
export interface Parsed {
  readonly records: readonly ParsedRecord[]
  readonly rejects: readonly {
    readonly line: number
    readonly reason: RejectReason
    readonly column: number
  }[]
  readonly blanks: readonly number[]
  readonly lines: number
  readonly lineEnds: readonly number[]
}

export interface ParsedRecord {
  readonly json: string
  readonly line: number
  readonly key: string
  readonly eventTime: number
  readonly logType: string
}

export const READ_AT: number = Date.UTC(2024, 0, 15, 10, 31, 0, 250)
export const GENERATION = '0123456789abcdef'
const PLAIN: EngineOptions = { host: null, keyField: 'auto', maxRecordBytes: 1024 * 1024 }

/** Parses text or bytes as one chunk. */
export function parseText(
  spec: FormatSpec | string,
  input: string | Uint8Array,
  options: Partial<EngineOptions> & Partial<Pick<ParseInput, 'offset' | 'cutLine' | 'header'>> = {},
): Parsed {
  const { offset = 0, cutLine, header, ...engineOptions } = options
  const engine = createEngine(typeof spec === 'string' ? { type: spec } : spec, {
    ...PLAIN,
    ...engineOptions,
  })
  const block = engine.parse({
    bytes: typeof input === 'string' ? new TextEncoder().encode(input) : input,
    offset,
    readAt: READ_AT,
    generation: GENERATION,
    header,
    ...(cutLine === undefined ? {} : { cutLine }),
  })
  return plainBlock(block, engine.logTypes)
}

/** A block as plain values. */
export function plainBlock(block: RecordBlock, logTypes: readonly string[]): Parsed {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const textOf = (from: number, to: number): string => decoder.decode(block.bytes.subarray(from, to))
  return {
    records: Array.from({ length: block.records }, (_, i) => ({
      json: textOf(block.start[i]!, block.end[i]!),
      line: block.line[i]!,
      key: textOf(block.keyStart[i]!, block.keyEnd[i]!),
      eventTime: block.eventTime[i]!,
      logType: logTypes[block.logType[i]!]!,
    })),
    rejects: Array.from({ length: block.rejects }, (_, i) => ({
      line: block.rejectLine[i]!,
      reason: REJECT_REASONS[block.rejectReason[i]!]!,
      column: block.rejectColumn[i]!,
    })),
    blanks: [...block.blankLine.subarray(0, block.blanks)],
    lines: block.lines,
    lineEnds: [...block.lineEnd.subarray(0, block.lines)],
  }
}

/** The only record of one line, as an object. */
export function parseLine(
  spec: FormatSpec | string,
  line: string | Uint8Array,
  options: Parameters<typeof parseText>[2] = {},
): Record<string, unknown> {
  const { records, rejects } = parseText(spec, line, options)
  if (records.length !== 1) throw new Error(`no record: ${JSON.stringify(rejects)}`)
  return JSON.parse(records[0]!.json) as Record<string, unknown>
}
