import { KinetailError } from '../../base/errors.ts'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { text } from '../../messages/messages.ts'
import type { LogFile } from './files.ts'
import type { FilteredLines } from './filtered-lines.ts'
import type { Place } from './groups.ts'
import { LineFinder, type Lines } from './lines.ts'
import type { FileReport } from './report.ts'

/** The places of one generation, ascending, one at a time. */
export interface Places {
  /** The next place, left where it is; undefined at the end of the generation. */
  peek(): Promise<Place | undefined> | Place | undefined
  /** Steps over it. */
  take(): void
}

export interface CompareOptions {
  /** What the checkpoint says of the file; undefined where it knows nothing of it. */
  readonly checkpoint: Pick<Checkpoint, 'offset' | 'lines'> | undefined
  /** Missing lines that are named. */
  readonly examples: number
  readonly pieces: AsyncIterable<Uint8Array>
  /** Knows the lines that the agent left out by its rules; undefined where it has none. */
  readonly filtered?: FilteredLines | undefined
  /** Bytes that `pieces` must have at least: fewer mean that the file went away meanwhile. */
  readonly least: number
}

/** Goes through the lines of a file and the places seen of it side by side, and counts into `report`. */
export async function compareFile(
  file: LogFile,
  places: Places,
  report: FileReport,
  options: CompareOptions,
): Promise<void> {
  const finder = new LineFinder()
  const { checkpoint, filtered } = options
  const counted = checkpoint?.lines
  /** Lines that the checkpoint counted, by what the file has. */
  let settledLines = 0
  /** The event of the lines before, where it has more of them. */
  let event: Place | undefined
  let more = 0
  try {
    for await (const piece of options.pieces) {
      filtered?.push(piece)
      await compare(finder.next(piece), false)
    }
    filtered?.end()
    await compare(finder.last(), file.growing)
    if (finder.bytes < options.least) throw new KinetailError('file', text.verify.changedMeanwhile(file.path))
  } catch (error) {
    report.trouble = error
  }
  for (let place = await places.peek(); place !== undefined; place = await places.peek()) {
    if (place.offset < finder.bytes) report.misplaced++
    else if (place.arrivals > 0) report.beyond++
    doubles(place)
    places.take()
  }
  if (counted !== undefined && counted.to <= finder.bytes && report.trouble === undefined) {
    const { sent, dead, filtered } = counted
    report.ledger = { sent, dead, filtered, exact: sent + dead + filtered === settledLines }
  }

  async function compare({ starts, blanks }: Lines, unfinished: boolean): Promise<void> {
    let nextBlank = 0
    for (const [i, start] of starts.entries()) {
      const blank = blanks[nextBlank] === i
      if (blank) nextBlank++
      let place = places.peek()
      if (place instanceof Promise) place = await place
      while (place !== undefined && place.offset < start) {
        report.misplaced++
        doubles(place)
        places.take()
        place = await places.peek()
      }
      const here = place?.offset === start ? place : undefined
      if (here !== undefined) {
        doubles(here)
        places.take()
        event = here
        more = here.lines
      }
      const leftOut = filtered?.take(start) ?? false
      count(start, more > 0 ? event : undefined, blank || leftOut, unfinished)
      if (more > 0) more--
    }
  }

  function count(start: number, place: Place | undefined, blank: boolean, unfinished: boolean): void {
    if (counted !== undefined && start >= counted.from && start < counted.to) settledLines++
    if (unfinished && place === undefined) {
      report.unfinished++
      return
    }
    report.lines++
    if (place !== undefined && place.arrivals > 0) {
      report.delivered++
      if (place.late) report.replayed++
    } else if (place?.dead) report.deadLettered++
    else if (blank) report.filtered++
    else if (checkpoint !== undefined && start >= checkpoint.offset) report.pending++
    else {
      report.missing++
      if (report.missingExamples.length < options.examples) report.missingExamples.push({ offset: start })
    }
  }

  function doubles({ arrivals, given }: Place): void {
    report.doubledBefore += Math.max(0, arrivals - 1)
    report.doubledAfter += Math.max(0, given - 1)
  }
}
