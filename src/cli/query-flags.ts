import { KinetailError } from '../base/errors.ts'
import { parseDuration, parseSize } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import type { TimeMode } from '../query/engine.ts'
import type { WindowSpec } from '../query/program.ts'
import { LATEST, type Position, parsePosition, TRIM_HORIZON } from '../reader/position.ts'
import type { FormatFlags } from './format-flags.ts'
import type { SessionFlags } from './session.ts'

/** The flags as Commander gives them. */
export interface QueryFlags extends SessionFlags, FormatFlags {
  readonly file?: string
  readonly window?: string
  readonly every?: string
  readonly session?: string
  readonly by?: string
  readonly late?: string
  readonly lateRows?: string
  readonly correct?: string
  readonly idle: string
  readonly time: TimeMode
  readonly from?: string
  readonly follow?: boolean
  readonly once?: boolean
  readonly duration?: string
  readonly output?: 'table' | 'json' | 'csv'
  readonly json?: boolean
  readonly toStream?: string
  readonly http?: string
  readonly parquet?: string
  readonly checkpointDir?: string
  readonly memory: string
  readonly explain?: boolean
  readonly flink?: boolean
  readonly flinkProject?: string
  readonly stats?: boolean
}

/**
 * Rows of a live stream are a few seconds apart in time. What is read as a whole may be mixed: files that were shipped one after the
 * other, requests that took long and were written at their end.
 */
const LATE_LIVE_MS = 10_000
const LATE_WHOLE_MS = 3_600_000
/** A query without a window is drawn this often on a terminal, ms. */
const DRAW_MS = 1_000

/** What the flags mean. */
export interface QuerySettings {
  readonly lateMs: number
  readonly correctMs: number | undefined
  readonly idleMs: number
  readonly time: TimeMode
  readonly from: Position
  readonly follow: boolean
  readonly durationMs: number | undefined
  readonly memoryBytes: number
  readonly output: 'table' | 'json' | 'csv' | undefined
  /** How often a table without a window is drawn or printed, ms. */
  readonly drawMs: number
}

/** Everything that can be wrong about the flags is said before anything is opened. */
export function settingsOf(flags: QueryFlags, input: 'stream' | 'files' | 'stdin'): QuerySettings {
  const say = text.queryCommand
  const live = input === 'stream'
  const once = flags.once ?? false
  if (flags.follow && once) throw new KinetailError('usage', text.reader.twoFormats('--follow', '--once'))
  if (flags.follow && !live) throw new KinetailError('usage', say.cannotFollow)
  if (flags.from !== undefined && !live) throw new KinetailError('usage', say.onlyOfStreams('--from'))
  if (flags.json && flags.output !== undefined && flags.output !== 'json')
    throw new KinetailError('usage', text.reader.twoFormats('--json', `--output ${flags.output}`))
  if (flags.every !== undefined && flags.session !== undefined)
    throw new KinetailError('usage', text.reader.twoFormats('--every', '--session'))
  if (flags.window !== undefined && flags.session !== undefined)
    throw new KinetailError('usage', text.reader.twoFormats('--window', '--session'))
  if (flags.by !== undefined && flags.session === undefined)
    throw new KinetailError('usage', say.byNeedsSession)
  if (flags.http !== undefined) checkUrl(flags.http)
  const follow = live && !once
  const elsewhere = [flags.toStream, flags.http, flags.parquet].some((one) => one !== undefined)
  const output = flags.json ? 'json' : flags.output
  return {
    lateMs:
      flags.late === undefined
        ? input === 'files' || (live && !follow)
          ? LATE_WHOLE_MS
          : LATE_LIVE_MS
        : parseDuration(flags.late),
    correctMs: flags.correct === undefined ? undefined : parseDuration(flags.correct),
    idleMs: flags.idle === 'never' ? Number.POSITIVE_INFINITY : parseDuration(flags.idle),
    time: flags.time,
    from: flags.from === undefined ? (follow ? LATEST : TRIM_HORIZON) : parsePosition(flags.from),
    follow,
    durationMs: flags.duration === undefined ? undefined : parseDuration(flags.duration),
    memoryBytes: parseSize(flags.memory),
    output: output ?? (elsewhere ? undefined : process.stdout.isTTY ? 'table' : 'json'),
    drawMs: flags.every === undefined || flags.window !== undefined ? DRAW_MS : parseDuration(flags.every),
  }
}

/** The window that the flags ask for; undefined where they ask for none. */
export function windowOf(flags: QueryFlags): WindowSpec | undefined {
  if (flags.session !== undefined) {
    const by = (flags.by ?? '').split(',').map((one) => one.trim())
    return { kind: 'session', gapMs: span('--session', flags.session), by: by.filter((one) => one !== '') }
  }
  if (flags.window === undefined) return undefined
  const sizeMs = span('--window', flags.window)
  if (flags.every === undefined) return { kind: 'tumbling', sizeMs }
  const everyMs = span('--every', flags.every)
  if (everyMs > sizeMs)
    throw new KinetailError('usage', text.queryCommand.everyTooLong(flags.every, flags.window))
  return everyMs === sizeMs ? { kind: 'tumbling', sizeMs } : { kind: 'hopping', sizeMs, everyMs }
}

function span(flag: string, written: string): number {
  const ms = parseDuration(written)
  if (ms === 0) throw new KinetailError('usage', text.queryCommand.noSpan(flag))
  return ms
}

function checkUrl(written: string): void {
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new KinetailError('usage', text.queryCommand.badUrl(written))
}
