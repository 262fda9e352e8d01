import { once } from 'node:events'
import { openKinesis } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { AUTO } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import { checkQuery } from '../query/dialect/check-query.ts'
import { type CompiledQuery, compileQuery } from '../query/dialect/compile-query.ts'
import { explainQuery } from '../query/dialect/explain-query.ts'
import { showPlace } from '../query/dialect/show-place.ts'
import type { QueryEngine } from '../query/engine.ts'
import { openEngine } from '../query/open-engine.ts'
import type { Program } from '../query/program.ts'
import { FileSource } from '../query/source/file-source.ts'
import { pump } from '../query/source/pump.ts'
import type { RowSource } from '../query/source/row-source.ts'
import { StreamSource } from '../query/source/stream-source.ts'
import { type Closing, closeAll } from './closing.ts'
import { specOfFlags } from './format-flags.ts'
import { awsOptions } from './frame.ts'
import { type QueryFlags, type QuerySettings, settingsOf, windowOf } from './query-flags.ts'
import { LateFile } from './query-late.ts'
import { memorize } from './query-memo.ts'
import { openOutputs } from './query-outputs.ts'
import { QueryReport } from './query-report.ts'
import { Screen } from './query-screen.ts'
import { type QueryWords, sortWords, statementOf } from './query-words.ts'
import { sayTrouble } from './reading-trouble.ts'
import { sayOnStderr } from './say.ts'
import { explainStream } from './session.ts'

/** What was not delivered this long (ms) after a signal is given up: it is delivered again after the next start. */
const SHUTDOWN_MS = 10_000

/** `kinetail query`. Returns the exit code. */
export async function query(given: readonly string[], flags: QueryFlags): Promise<number> {
  const words = sortWords(given, flags.streamName)
  const settings = settingsOf(flags, inputOf(words))
  const window = windowOf(flags)
  const compiled = compileQuery(await statementOf(words, flags.file), window)
  if (flags.explain) {
    const outputs = await checkQuery(compiled)
    process.stdout.write(explainQuery(compiled, { ...settings, correctMs: settings.correctMs ?? 0 }, outputs))
    return 0
  }
  try {
    if (flags.flink || flags.flinkProject !== undefined) {
      await flink(compiled, words, settings, flags)
      return 0
    }
    checkEnds(compiled.program, settings, flags)
    const ending = new Ending(settings.durationMs)
    return await run(compiled.program, words, settings, flags, ending).finally(() => ending.dispose())
  } catch (error) {
    throw showPlace(error, compiled)
  }
}

async function flink(
  compiled: CompiledQuery,
  { stream }: QueryWords,
  settings: QuerySettings,
  flags: QueryFlags,
): Promise<void> {
  if (stream === undefined) throw new KinetailError('usage', text.flink.whichStream)
  // What is wrong with the statement is said as ever, with its place.
  await checkQuery(compiled)
  const { printFlink, writeFlinkProject } = await import('./query-flink.ts')
  if (flags.flink) await printFlink(compiled, stream, settings, flags)
  if (flags.flinkProject !== undefined)
    await writeFlinkProject(flags.flinkProject, compiled, stream, settings, flags)
}

function inputOf({ stream, files }: QueryWords): 'stream' | 'files' | 'stdin' {
  if (stream !== undefined) return 'stream'
  return files.length > 0 && !files.includes('-') ? 'files' : 'stdin'
}

/** Without a window a query over a stream that is followed has no end, and so no result but on a terminal, where it is drawn. */
function checkEnds(program: Program, settings: QuerySettings, flags: QueryFlags): void {
  const running = program.queries.some(({ window }) => window.kind === 'running')
  if (!running || !settings.follow || settings.durationMs !== undefined || flags.every !== undefined) return
  if (settings.output === 'table' && process.stdout.isTTY) return
  throw new KinetailError('usage', text.queryCommand.readsForEver)
}

async function run(
  program: Program,
  words: QueryWords,
  settings: QuerySettings,
  flags: QueryFlags,
  ending: Ending,
): Promise<number> {
  const closing: Closing = []
  const screen = new Screen(process.stdout.isTTY ? process.stdout : process.stderr)
  const say = await sayOnStderr(false)
  say.around = (write) => void screen.above(write)
  try {
    const kinesis =
      words.stream === undefined && flags.toStream === undefined
        ? undefined
        : await openKinesis(awsOptions(flags))
    if (kinesis) closing.push(() => kinesis.close())
    if (kinesis?.regionAssumed) process.stderr.write(text.reader.regionAssumed(kinesis.region))
    const late = flags.lateRows === undefined ? undefined : new LateFile(flags.lateRows)
    closing.push(() => late?.close())
    const write = (words: string): Promise<void> =>
      new Promise((resolve, reject) => {
        void screen.above(() => print(words, ending.hurry).then(resolve, reject))
      })
    const outputs = await openOutputs({ flags, settings, program, kinesis, write, say, signal: ending.hurry })
    closing.push(() => outputs.close())
    const engine = await openEngine({
      program,
      time: settings.time,
      lateMs: settings.lateMs,
      idleMs: settings.idleMs,
      memoryBytes: settings.memoryBytes,
      deliver: (batch) => outputs.deliver(batch),
      warn: say.warn,
      ...(settings.correctMs === undefined ? {} : { correctMs: settings.correctMs }),
      ...(flags.checkpointDir === undefined ? {} : { state: flags.checkpointDir }),
      ...(late === undefined ? {} : { onLate: (rows) => late.write(rows) }),
    })
    closing.push(() => engine.stop())
    const source = sourceOf(words, settings, flags, engine, kinesis, ending.signal)
    const report = new QueryReport({ engine, source, screen, outputs, settings, program, flags })
    const finished = await pump(source, engine, { signal: ending.signal, onTick: () => report.tick() }).catch(
      (error: unknown) => {
        if (words.stream === undefined) throw error
        explainStream(error, words.stream, kinesis!.region)
      },
    )
    // What another reading goes on with stays open.
    if (finished && (words.stream === undefined || flags.checkpointDir === undefined)) await engine.end()
    await report.end()
    return ending.exitCode
  } finally {
    screen.erase()
    await closeAll(closing)
  }
}

function sourceOf(
  { stream, files }: QueryWords,
  settings: QuerySettings,
  flags: QueryFlags,
  engine: QueryEngine,
  kinesis: Awaited<ReturnType<typeof openKinesis>> | undefined,
  signal: AbortSignal,
): RowSource {
  const { resume, finished } = engine
  if (stream !== undefined)
    return new StreamSource(kinesis!, {
      streamName: stream,
      from: memorize(flags.checkpointDir, stream, settings.from),
      follow: settings.follow,
      signal,
      resume,
      finished,
      onTrouble: sayTrouble,
    })
  return new FileSource({
    paths: files.length === 0 ? ['-'] : files,
    spec: specOfFlags(flags) ?? { type: AUTO },
    signal,
    resume,
    finished,
    onFound: (path, detection) => {
      const name = path === '-' ? text.format.standardInput : path
      if (process.stderr.isTTY || flags.stats)
        process.stderr.write(`${text.pipeline.autoFound(name, detection)}\n`)
    },
  })
}

/** Waits while the pipe behind is full: then nothing more is read either. */
async function print(words: string, signal: AbortSignal): Promise<void> {
  if (process.stdout.write(words)) return
  await once(process.stdout, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** The first signal ends reading; what is being delivered has `SHUTDOWN_MS` left. The second ends the process. */
class Ending {
  readonly #ending = new AbortController()
  readonly #hurry = new AbortController()
  #timer: NodeJS.Timeout | undefined
  readonly #duration: NodeJS.Timeout | undefined
  exitCode = 0

  constructor(durationMs: number | undefined) {
    process.once('SIGINT', this.#end).once('SIGTERM', this.#end)
    if (durationMs !== undefined) this.#duration = setTimeout(() => this.#stop(), durationMs)
  }

  /** Aborts when no more is to be read. */
  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** Aborts when delivering is to be given up. */
  get hurry(): AbortSignal {
    return this.#hurry.signal
  }

  /** Also ends what still waits: for rows, after a failure. */
  dispose(): void {
    this.#ending.abort()
    this.#hurry.abort()
    process.off('SIGINT', this.#end).off('SIGTERM', this.#end)
    clearTimeout(this.#timer)
    clearTimeout(this.#duration)
  }

  readonly #end = (signal: NodeJS.Signals): void => {
    this.exitCode = signal === 'SIGINT' ? 130 : 143
    this.#stop()
  }

  #stop(): void {
    this.#ending.abort()
    this.#timer ??= setTimeout(() => this.#hurry.abort(), SHUTDOWN_MS)
    this.#timer.unref()
  }
}
