import type { TimedLine } from '../alert/rehearse.ts'
import { type FormatSpec, headerOf } from '../format/create-engine.ts'
import { detectFormat } from '../format/detect.ts'
import { HeaderMemory } from '../format/header-memory.ts'
import { createParser } from '../format/pool.ts'
import { AUTO } from '../format/types.ts'
import { type LineChunk, LineCutter } from '../source/line-cutter.ts'
import { readInput } from './parse-input.ts'

export interface RecordsOptions {
  readonly spec: FormatSpec
  /** Name of this host in the records; null leaves it out. */
  readonly host: string | null
  /** Told of lines that no format reads. */
  readonly rejected: (lines: number) => void
}

const MAX_RECORD_BYTES = 1024 * 1024

/** The records of one log file in its order, as `kinetail stream` ships them. */
export async function* recordsOf(path: string, options: RecordsOptions): AsyncGenerator<TimedLine> {
  const cutter = new LineCutter(MAX_RECORD_BYTES)
  let reading: { parser: ReturnType<typeof createParser>; headers: HeaderMemory | undefined } | undefined
  const parsed = async (chunk: LineChunk): Promise<TimedLine[]> => {
    reading ??= open(path, chunk.bytes, options)
    const { parser, headers } = reading
    const header = headers?.next(chunk.bytes)
    const block = await parser.parse({ ...chunk, readAt: Date.now(), generation: '', header })
    options.rejected(block.rejects)
    const bytes = Buffer.from(block.bytes.buffer, block.bytes.byteOffset, block.length)
    const lines: TimedLine[] = []
    for (let i = 0; i < block.records; i++)
      lines.push({
        line: bytes.toString('utf8', block.start[i], block.end[i]),
        at: block.eventTime[i]!,
        file: path,
      })
    block.release()
    return lines
  }
  try {
    for await (const bytes of readInput(path, true))
      for (const chunk of cutter.push(bytes)) yield* await parsed(chunk)
    for (const chunk of cutter.end()) yield* await parsed(chunk)
  } finally {
    await reading?.parser.close()
  }
}

function open(
  path: string,
  bytes: Uint8Array,
  { spec: asked, host }: RecordsOptions,
): { parser: ReturnType<typeof createParser>; headers: HeaderMemory | undefined } {
  const spec = asked.type === AUTO ? { type: detectFormat(bytes, path).type } : asked
  const kind = headerOf(spec.type)
  const parser = createParser({
    spec,
    options: { host, keyField: null, maxRecordBytes: MAX_RECORD_BYTES },
    workers: 0,
  })
  return { parser, headers: kind && new HeaderMemory(kind) }
}

/** Records of several files, the earliest of their next ones first. */
export async function* inTimeOrder(files: readonly AsyncGenerator<TimedLine>[]): AsyncGenerator<TimedLine> {
  const heads: { next: TimedLine; from: AsyncGenerator<TimedLine> }[] = []
  try {
    for (const from of files) {
      const { value, done } = await from.next()
      if (!done) heads.push({ next: value, from })
    }
    while (heads.length > 0) {
      let least = heads[0]!
      // A record without a time goes with the one before it.
      for (const head of heads) if (!(head.next.at >= least.next.at)) least = head
      yield least.next
      const { value, done } = await least.from.next()
      if (done) heads.splice(heads.indexOf(least), 1)
      else least.next = value
    }
  } finally {
    await Promise.all(files.map((file) => file.return(undefined)))
  }
}
