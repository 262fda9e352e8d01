import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { type EngineKind, type FormatSpec, headerOf } from '../format/create-engine.ts'
import { detectFormat } from '../format/detect.ts'
import type { HeldBlock } from '../format/format.ts'
import { HeaderMemory } from '../format/header-memory.ts'
import { createParser, type Parser } from '../format/pool.ts'
import { AUTO, FORMAT_TYPES } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import type { EventRules } from '../source/events.ts'
import { type LineChunk, LineCutter } from '../source/line-cutter.ts'
import { type FormatFlags, specOfFlags } from './format-flags.ts'
import { newCommand } from './frame.ts'
import { type MultilineFlags, rulesOfFlags, withMultiline } from './multiline-flags.ts'
import { EventCutter, withPauses } from './parse-events.ts'
import { isSmall, readInput } from './parse-input.ts'
import { ParseOutput } from './parse-output.ts'
import type { ParseShape } from './parse-shape.ts'
import { ParseTally } from './parse-tally.ts'
import { givenSettings, SHAPING, withSettings } from './setting-flags.ts'

/** Kinesis takes records of up to 1 MiB: what `stream` would cut, `parse` shows cut. */
const MAX_RECORD_BYTES = 1024 * 1024

interface Flags extends FormatFlags, MultilineFlags {
  readonly deadLetter?: string
  readonly shipUnparsed?: boolean
  readonly stats?: boolean
  readonly parseWorkers: string
}

export function command(): Command {
  const say = text.format.parseOptions
  const examples = text.format.parseExamples
  const built = newCommand('kinetail parse', text.cli.summaries.parse, [
    ['kinetail parse --type apache access.log', examples.file],
    ['tail -f app.log | kinetail parse --type application', examples.pipe],
    [`kinetail parse --format '$remote_addr [$time_local] "$request" $status' access.log`, examples.format],
    ['kinetail parse --type nginx --dead-letter bad.jsonl --stats access.log > records.jsonl', examples.dead],
    ['tail -f app.log | kinetail parse --multiline-preset java', text.multiline.examples.preset],
    [
      `kinetail parse --multiline-pattern '^\\d{4}-' --multiline-match start app.log`,
      text.multiline.examples.pattern,
    ],
    [
      `kinetail parse --type nginx --schema ecs --keep "status_code >= 500 OR path LIKE '/api/%'" access.log`,
      examples.schema,
    ],
    [`kinetail parse --type nginx --redact '{"ip": true, "query": ["token"]}' access.log`, examples.redact],
  ])
  return withMultiline(withSettings(built, SHAPING))
    .argument('[files...]', say.files)
    .option('--type <type>', say.type([...FORMAT_TYPES, AUTO]))
    .option('--format <string>', say.format)
    .option('--pattern <pattern>', say.pattern)
    .option('--dead-letter <file>', say.deadLetter)
    .option('--ship-unparsed', say.shipUnparsed)
    .option('--stats', say.stats)
    .option('--parse-workers <count>', say.parseWorkers, 'auto')
    .option('--no-metadata', say.noMetadata)
    .option('--json', say.json)
    .action((files: string[], flags: Flags, command: Command) => run(files, flags, command))
}

/** What the flags of shaping say; undefined without any. */
async function shapeOfFlags(command: Command, spec: FormatSpec): Promise<ParseShape | undefined> {
  const all = givenSettings(command)
  const given = Object.fromEntries(SHAPING.map((name) => [name, all[name]]))
  if (Object.values(given).every((value) => value === undefined)) return undefined
  const { parseShape } = await import('./parse-shape.ts')
  return parseShape(given, spec, MAX_RECORD_BYTES)
}

async function run(files: readonly string[], flags: Flags, command: Command): Promise<void> {
  const rules = rulesOfFlags(flags)
  const asked = { ...(specOfFlags(flags) ?? { type: AUTO }), joined: rules !== undefined }
  const { shape, unparsed } = (await shapeOfFlags(command, asked)) ?? {}
  const spec = shape === undefined ? asked : { ...asked, shape }
  const inputs = files.length === 0 ? ['-'] : files
  const parsers = new Parsers(flags.parseWorkers, isSmall(inputs) ? 'plain' : 'kernel')
  // A format that is wrong is refused before anything is read.
  if (spec.type !== AUTO) parsers.of(spec)
  const tally = new ParseTally()
  const output = new ParseOutput(tally, flags.shipUnparsed ?? false, flags.deadLetter, unparsed)
  try {
    for (const file of inputs) await parseFile(file, spec, rules, parsers, output)
  } finally {
    await Promise.all([parsers.close(), output.close()])
    process.stderr.write(tally.summary())
    if (flags.stats) process.stderr.write(tally.statistics())
  }
}

/** The parsers in use, by type: with `auto` the files of one command may be of several. */
class Parsers {
  readonly #byType = new Map<string, Parser>()
  readonly #workers: number | 'auto'
  readonly #engine: EngineKind

  constructor(workers: string, engine: EngineKind) {
    this.#workers = workersOf(workers)
    this.#engine = engine
  }

  /** Whether chunks are parsed elsewhere, while the next are read. */
  get isParallel(): boolean {
    return this.#workers !== 'auto' && this.#workers > 0
  }

  of(spec: FormatSpec): Parser {
    const known = this.#byType.get(spec.type)
    if (known) return known
    const parser = createParser({
      spec,
      options: { host: null, keyField: null, maxRecordBytes: MAX_RECORD_BYTES },
      workers: this.#workers,
      engine: this.#engine,
    })
    this.#byType.set(spec.type, parser)
    return parser
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byType.values()].map((parser) => parser.close()))
  }
}

/** Reading, parsing and writing overlap when workers parse: blocks are awaited in the order of their lines. */
async function parseFile(
  file: string,
  asked: FormatSpec,
  rules: EventRules | undefined,
  parsers: Parsers,
  output: ParseOutput,
): Promise<void> {
  const flights: Flight[] = []
  let parser: Parser | undefined
  let headers: HeaderMemory | undefined
  const start = async (chunk: LineChunk): Promise<void> => {
    if (parser === undefined) {
      const spec = asked.type === AUTO ? { ...asked, ...found(file, chunk) } : asked
      parser = parsers.of(spec)
      headers = headerMemory(spec.type)
      output.beginFile(file, spec.type)
    }
    const readAt = Date.now()
    const header = headers?.next(chunk.bytes)
    const block = parser.parse({ ...chunk, readAt, generation: '', header })
    // A rejection is seen when its turn comes; until then it must not count as unhandled.
    block.catch(() => {})
    flights.push({ chunk, readAt, block })
    if (flights.length > parser.parallel) await land(flights.shift()!, output)
  }
  const pieces = readInput(file, !parsers.isParallel)
  for await (const chunk of rules === undefined ? linesOf(pieces) : eventsOf(pieces, rules))
    await start(chunk)
  for (const flight of flights) await land(flight, output)
}

async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<LineChunk> {
  const cutter = new LineCutter(MAX_RECORD_BYTES)
  for await (const bytes of pieces) yield* cutter.push(bytes)
  yield* cutter.end()
}

async function* eventsOf(pieces: AsyncIterable<Uint8Array>, rules: EventRules): AsyncGenerator<LineChunk> {
  const cutter = new EventCutter(rules, MAX_RECORD_BYTES)
  for await (const bytes of withPauses(pieces, rules.flushMs))
    yield* bytes === undefined ? cutter.pause() : cutter.push(bytes)
  yield* cutter.end()
}

/** The format of the file's first lines, said on standard error. */
function found(file: string, { bytes, events }: LineChunk): FormatSpec {
  const detection = detectFormat(bytes, file, events)
  const name = file === '-' ? text.format.standardInput : file
  process.stderr.write(`${text.pipeline.autoFound(name, detection)}\n`)
  return { type: detection.type }
}

function headerMemory(type: string): HeaderMemory | undefined {
  const kind = headerOf(type)
  return kind && new HeaderMemory(kind)
}

interface Flight {
  readonly chunk: LineChunk
  readonly readAt: number
  readonly block: Promise<HeldBlock>
}

async function land({ chunk, readAt, block: coming }: Flight, output: ParseOutput): Promise<void> {
  const block = await coming
  await output.write(chunk, block, readAt)
  block.release()
}

function workersOf(written: string): number | 'auto' {
  if (written === 'auto') return 'auto'
  if (!/^\d{1,3}$/.test(written)) throw new KinetailError('usage', text.format.badWorkers(written))
  return Number(written)
}
