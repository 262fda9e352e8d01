import { deadLetterFileOf, formatOf, type Job, type JobSettings } from '../pipeline/job.ts'
import type { WatchedPipeline } from '../serve/collect/watched.ts'

/** What the dashboard looks at of a job. */
export function watched({ statistics, source, delivery }: Job, settings: JobSettings): WatchedPipeline {
  return {
    statistics,
    lag: () => source.lag(),
    lanes: () => delivery.lanes(),
    specOf: (input, type) => formatOf(settings.log_files[input]!, settings, type),
    deadLetterFile: deadLetterFileOf(settings),
  }
}
