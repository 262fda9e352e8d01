import type { AwsOptions, CloudWatch, CloudWatchOperations } from '../aws/client.ts'
import { sleep } from '../base/backoff.ts'
import { messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Say } from '../sink/trouble.ts'
import { type PublishedFigure, PublishedFigures } from '../stats/published-figures.ts'
import type { Statistics } from '../stats/statistics.ts'

type Datum = NonNullable<CloudWatchOperations['PutMetricData'][0]['MetricData']>[number]

export interface PublisherOptions {
  readonly namespace: string
  readonly intervalMs: number
  /** Dimensions of every metric. */
  readonly stream: string
  readonly host: string
  readonly say: Say
  /** Opens the client when there is something to publish: its code is loaded only then. */
  readonly open: () => Promise<CloudWatch>
}

/** How often figures that go up and down are looked at, in ms; or as often as they are published, where that is more often. */
const LOOK_MS = 5000
/** The end waits no longer than this for the last figures, in ms. */
const LAST_MS = 3000

/**
 * Gives the figures of a run to CloudWatch: one request an interval, beside everything else and never in its way. What could not be
 * given is part of the next request.
 */
export class CloudWatchPublisher {
  readonly #statistics: Statistics
  readonly #options: PublisherOptions
  readonly #figures: PublishedFigures
  readonly #closing = new AbortController()
  #timers: NodeJS.Timeout[] = []
  #client: CloudWatch | undefined
  #publishing: Promise<void> | undefined
  #failing = false

  constructor(statistics: Statistics, options: PublisherOptions) {
    this.#statistics = statistics
    this.#options = options
    this.#figures = new PublishedFigures(statistics.snapshot(), statistics.counters.latency)
  }

  start(): void {
    const { intervalMs } = this.#options
    const look = setInterval(
      () => this.#figures.look(this.#statistics.snapshot()),
      Math.min(LOOK_MS, intervalMs),
    )
    const publish = setInterval(() => void this.publish(), intervalMs)
    this.#timers = [look, publish]
    for (const timer of this.#timers) timer.unref()
  }

  /** Publishes what is left, if that is quick, and ends. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    const last = async (): Promise<void> => {
      await this.#publishing
      await this.publish()
    }
    const enough = new AbortController()
    await Promise.race([last(), sleep(LAST_MS, enough.signal)])
    enough.abort()
    this.#closing.abort()
    this.#client?.close()
  }

  /** Never rejects. A request that is still on its way is the one of this interval. */
  publish(): Promise<void> {
    this.#publishing ??= this.#send().finally(() => {
      this.#publishing = undefined
    })
    return this.#publishing
  }

  async #send(): Promise<void> {
    const { namespace, say } = this.#options
    const snapshot = this.#statistics.snapshot()
    const latency = this.#statistics.counters.latency.copy()
    this.#figures.look(snapshot)
    const figures = this.#figures.figures(snapshot, latency)
    try {
      this.#client ??= await this.#options.open()
      const MetricData = figures.map((figure) => this.#datum(figure, snapshot.time))
      await this.#client.call('PutMetricData', { Namespace: namespace, MetricData }, this.#closing.signal)
      this.#figures.settle(snapshot, latency)
      if (this.#failing) say.info(text.pipeline.cloudWatchWorks)
      this.#failing = false
    } catch (error) {
      if (!this.#failing && !this.#closing.signal.aborted)
        say.warn(text.pipeline.cloudWatchFails(namespace, messageOf(error)))
      this.#failing = true
    }
  }

  #datum(figure: PublishedFigure, time: number): Datum {
    const { stream, host } = this.#options
    const common = {
      MetricName: figure.name,
      Unit: figure.unit,
      Timestamp: new Date(time),
      Dimensions: [
        { Name: 'StreamName', Value: stream },
        { Name: 'Host', Value: host.slice(0, 1024) },
      ],
    }
    if ('value' in figure) return { ...common, Value: figure.value }
    if ('values' in figure) return { ...common, Values: [...figure.values], Counts: [...figure.counts] }
    const { count, sum, min, max } = figure.range
    return { ...common, StatisticValues: { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } }
  }
}

/**
 * Where CloudWatch is, when the stream is at `endpointUrl`: an endpoint that speaks for AWS as a whole speaks for CloudWatch too, and
 * one of AWS's own for Kinesis does not.
 */
export function cloudWatchOptions(options: AwsOptions): AwsOptions {
  const { endpointUrl, ...rest } = options
  const isAwsOwn = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(hostOf(endpointUrl))
  if (process.env['AWS_ENDPOINT_URL_CLOUDWATCH'] || endpointUrl === undefined || isAwsOwn) return rest
  return options
}

function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : ''
}
