import { detectFormat } from '../format/detect.ts'
import type { RecordBlock } from '../format/format.ts'
import type { Parser } from '../format/pool.ts'
import type { FormatType } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import type { Say } from '../sink/trouble.ts'
import { cutEvents, type EventRules, type Events } from '../source/events.ts'
import { readBefore } from '../source/read-before.ts'
import type { Chunk, SourceFile } from '../source/source.ts'
import type { Headers } from './headers.ts'

/** So many lines of a chunk must be refused before a file is said to look like another format. */
const TELLING_LINES = 20
/** First bytes of a file that are looked at. */
const HEAD_BYTES = 64 * 1024

type FileChunk = Pick<Chunk, 'file' | 'offset' | 'bytes'>

/** How the lines of one file are read. */
export interface Chosen {
  readonly type: string
  readonly parser: Parser
  readonly headers?: Headers | undefined
}

/**
 * `type: auto`: each file has the format that its first lines have. It is found once for a file and said; it never changes: when many lines are
 * refused later, that is said once, with the format that would read them.
 */
export class AutoInput {
  readonly #open: (type: FormatType) => Chosen
  readonly #say: Say | undefined
  readonly #rules: EventRules | undefined
  readonly #opened = new Map<FormatType, Chosen>()
  readonly #files = new WeakMap<SourceFile, Promise<Chosen>>()
  readonly #told = new WeakSet<SourceFile>()

  /** @param rules how lines are joined; undefined where each is an event */
  constructor(open: (type: FormatType) => Chosen, say: Say | undefined, rules?: EventRules) {
    this.#open = open
    this.#say = say
    this.#rules = rules
  }

  /** The format of the chunk's file. */
  of(chunk: FileChunk): Promise<Chosen> {
    let coming = this.#files.get(chunk.file)
    if (coming === undefined) {
      coming = this.#choose(chunk)
      this.#files.set(chunk.file, coming)
    }
    return coming
  }

  /** Looks at what came of a chunk. */
  watch({ file, bytes }: FileChunk, { type, parser }: Chosen, block: RecordBlock): void {
    if (this.#told.has(file)) return
    const plain = parser.logTypes.findIndex((one) => TEXT_TYPES.has(one))
    let missed = block.rejects
    if (type === 'application' && plain >= 0)
      for (let i = 0; i < block.records; i++) if (block.logType[i] === plain) missed++
    if (missed < TELLING_LINES || missed * 2 < block.lines) return
    this.#told.add(file)
    const found = detectFormat(bytes, file.path, this.#eventsOf(bytes))
    if (found.certainty === 'none' || found.type === type) {
      if (block.rejects > 0) this.#say?.warn(text.pipeline.autoNoFit(file.path, type, missed, block.lines))
    } else this.#say?.warn(text.pipeline.autoOtherFit(file.path, type, missed, block.lines, found.type))
  }

  #eventsOf(first: Uint8Array): Events | undefined {
    return this.#rules && cutEvents(first, this.#rules, { maxBytes: first.length, final: true }).events
  }

  async close(): Promise<void> {
    await Promise.all([...this.#opened.values()].map(({ parser }) => parser.close()))
  }

  async #choose(chunk: FileChunk): Promise<Chosen> {
    const { file } = chunk
    const first = chunk.offset === 0 ? chunk.bytes : await head(chunk)
    const found = detectFormat(first, file.path, this.#eventsOf(first))
    this.#say?.info(text.pipeline.autoFound(file.path, found))
    let chosen = this.#opened.get(found.type)
    if (chosen === undefined) {
      chosen = this.#open(found.type)
      this.#opened.set(found.type, chosen)
    }
    return chosen
  }
}

/** Of what may be text as well, the records of that. */
const TEXT_TYPES: ReadonlySet<string> = new Set(['application_text', 'application_event'])

/** The first lines of a file that is read on; the chunk's own where they cannot be had. */
async function head({ file, offset, bytes }: FileChunk): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  const isOurs = await readBefore(file.path, offset, bytes, (piece) => {
    pieces.push(new Uint8Array(piece.subarray(0, HEAD_BYTES - length)))
    length += piece.length
    return length < HEAD_BYTES
  })
  return isOurs && length > 0 ? Buffer.concat(pieces) : bytes
}
