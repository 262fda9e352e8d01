import type { FormatSpec } from '../../format/create-engine.ts'
import type { LaneState } from '../../sink/delivery-ports.ts'
import type { FileLag } from '../../source/source.ts'
import type { Statistics } from '../../stats/statistics.ts'
import type { Mode } from '../api.ts'

/** What a Collector looks at, from outside: it is asked once a second. Pipelines come later: `Collector.begin`. */
export interface Watched {
  readonly mode: Mode
  readonly stream: string
  readonly region: string
  readonly host: string
  readonly version: string
}

/** Files on their way into the stream. */
export interface WatchedPipeline {
  readonly statistics: Statistics
  lag(): readonly FileLag[]
  lanes(): readonly LaneState[]
  /** The format that lines of a configured input are read as, where they are read as `type`. */
  specOf(input: number, type: string): FormatSpec
  /** The file of dead letters. */
  readonly deadLetterFile: string
}
