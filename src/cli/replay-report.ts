import { text } from '../messages/messages.ts'
import { harmless } from './terminal-text.ts'

/** What became of the letters' lines: `read = sent + dead + filtered + inFlight`. */
export interface ReplayCount {
  readonly read: number
  readonly sent: number
  /** Still do not parse, or are refused again. */
  readonly dead: number
  readonly filtered: number
  readonly inFlight: number
  /** Lines of the file that were never read as a log line, by why. */
  readonly broken: number
  readonly placeless: number
  readonly unknown: number
  /** A signal came before all of them were looked at. */
  readonly ended: boolean
}

export function replayText(count: ReplayCount, path: string, dry: boolean): string {
  const say = text.explain.replay
  const { read, sent, dead, filtered, inFlight, broken, placeless, unknown, ended } = count
  const left = dead + inFlight + broken + placeless + unknown
  const lines = [
    (dry ? say.wouldSend : say.sent)(read, sent, dead, filtered, inFlight),
    ...(broken > 0 ? [say.broken(broken)] : []),
    ...(placeless > 0 ? [say.placeless(placeless)] : []),
    ...(unknown > 0 ? [say.unknown(unknown)] : []),
    ...(ended ? [say.ended] : []),
    ...(left > 0 && !dry ? [say.left(left, harmless(path))] : []),
  ]
  return `${lines.join('\n')}\n`
}

export function replayJson(count: ReplayCount, path: string, dry: boolean): string {
  const { inFlight, ...others } = count
  return `${JSON.stringify({ file: path, dry_run: dry, ...others, in_flight: inFlight })}\n`
}
