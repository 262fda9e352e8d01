import type { StatisticsJson } from '../api.ts'
import type { Files } from './files.ts'
import type { Gathered } from './gathered.ts'
import type { PipelineWatch } from './pipeline-watch.ts'
import type { ReaderWatch } from './reader-watch.ts'
import type { SeriesRing } from './series.ts'
import type { Shards } from './shards.ts'
import type { Judge } from './verdict.ts'
import type { Warnings } from './warnings.ts'
import type { Watched, WatchedPipeline } from './watched.ts'

/** The parts of a Collector, for what is said of them. */
export interface Collected {
  readonly watched: Watched
  readonly boot: string
  readonly started: number
  readonly pipeline: { readonly watch: PipelineWatch; readonly of: WatchedPipeline } | undefined
  readonly reader: ReaderWatch | undefined
  readonly files: Files
  readonly shards: Shards
  readonly series: SeriesRing
  readonly gathered: Gathered
  readonly warnings: Warnings
  readonly judge: Judge
  readonly printed: StatisticsJson | null
  readonly alerts: readonly string[]
}
