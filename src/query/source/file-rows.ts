import { type FormatSpec, headerOf } from '../../format/create-engine.ts'
import { detectFormat } from '../../format/detect.ts'
import type { HeldBlock } from '../../format/format.ts'
import { HeaderMemory } from '../../format/header-memory.ts'
import { createParser, type Parser } from '../../format/pool.ts'
import { AUTO } from '../../format/types.ts'
import { type LineChunk, LineCutter } from '../../source/line-cutter.ts'
import type { RowBlock } from '../engine.ts'
import { openBytes } from './open-bytes.ts'
import { isRecord, RECORD, recordBlock } from './record-lines.ts'

type Row = RowBlock['rows'][number]

/** What one step of reading a file brought. */
export interface FileStep {
  readonly rows: readonly Row[]
  /** Event time of the last of them, ms since the epoch; NaN where it has none. */
  readonly lastTime: number
  /** Lines that no format reads. */
  readonly rejected: number
  /** To be called when the rows were taken: what they lie in is used again. */
  release(): void
}

export interface FileRowsOptions {
  readonly path: string
  readonly spec: FormatSpec
  /** Rows up to and with the line at this offset were taken before. */
  readonly after: number | undefined
  readonly signal: AbortSignal
  /** Told the format that was found by the first lines. */
  readonly onFound: (path: string, detection: ReturnType<typeof detectFormat>) => void
}

/** Kinesis takes records of up to 1 MiB: what `stream` would cut is cut here. */
const MAX_RECORD_BYTES = 1024 * 1024

/** The rows of one file, in its order: cut into lines and parsed as `kinetail stream` does, with the offset of each line as its place. */
export async function* fileRows(options: FileRowsOptions): AsyncGenerator<FileStep> {
  const { path, spec: asked, after, signal, onFound } = options
  const cutter = new LineCutter(MAX_RECORD_BYTES)
  let reading: Reading | undefined
  const step = async (chunk: LineChunk): Promise<FileStep> => {
    reading ??= open(path, asked, chunk, onFound)
    const readAt = Date.now()
    const block = await reading.parse(chunk, readAt)
    return stepOf(chunk, block, readAt, after)
  }
  try {
    for await (const bytes of openBytes(path, signal))
      for (const chunk of cutter.push(bytes)) yield await step(chunk)
    for (const chunk of cutter.end()) yield await step(chunk)
  } finally {
    await reading?.close()
  }
}

interface Reading {
  parse(chunk: LineChunk, readAt: number): Promise<HeldBlock>
  close(): Promise<void>
}

function open(
  path: string,
  asked: FormatSpec,
  first: LineChunk,
  onFound: FileRowsOptions['onFound'],
): Reading {
  if (asked.type === RECORD || (asked.type === AUTO && isRecord(first.bytes)))
    return { parse: (chunk) => Promise.resolve(recordBlock(chunk)), close: () => Promise.resolve() }
  let spec = asked
  if (asked.type === AUTO) {
    const detection = detectFormat(first.bytes, path)
    onFound(path, detection)
    spec = { type: detection.type }
  }
  const kind = headerOf(spec.type)
  const headers = kind && new HeaderMemory(kind)
  const parser: Parser = createParser({
    spec,
    options: { host: null, keyField: null, maxRecordBytes: MAX_RECORD_BYTES },
    workers: 0,
  })
  return {
    parse: (chunk, readAt) =>
      parser.parse({ ...chunk, readAt, generation: '', header: headers?.next(chunk.bytes) }),
    close: () => parser.close(),
  }
}

function stepOf(chunk: LineChunk, block: HeldBlock, readAt: number, after = -1): FileStep {
  const rows: Row[] = []
  for (let i = 0; i < block.records; i++) {
    const line = block.line[i]!
    const offset = chunk.offset + (line === 0 ? 0 : block.lineEnd[line - 1]!)
    if (offset <= after) continue
    rows.push({
      data: block.bytes.subarray(block.start[i], block.end[i]),
      sequenceNumber: String(offset),
      subSequence: 0,
      arrivedAt: readAt,
    })
  }
  const lastTime = block.records === 0 ? Number.NaN : block.eventTime[block.records - 1]!
  return { rows, lastTime, rejected: block.rejects, release: () => block.release() }
}
