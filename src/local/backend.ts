import { setMaxListeners } from 'node:events'
import { KinesisMetrics } from './cloudwatch/kinesis-metrics.ts'
import { MetricStore } from './cloudwatch/metric-store.ts'
import { type Faults, NO_FAULTS } from './faults.ts'
import { StreamStore } from './stream/store.ts'

export interface BackendOptions {
  readonly enforceLimits: boolean
  readonly memoryBytes: number
  readonly createDelayMs: number
  readonly faults: Partial<Faults>
  readonly now: () => number
  readonly random: () => number
}

/** What all requests to one endpoint share. */
export class Backend {
  readonly store: StreamStore
  readonly faults: Faults
  readonly limited: boolean
  readonly now: () => number
  readonly random: () => number
  /** Refuses all connections for some ms; the endpoint sets it when it listens. */
  shut: (ms: number) => void = () => {}
  readonly #metrics = new Map<string, MetricStore>()
  readonly #closing = new AbortController()

  constructor(options: BackendOptions) {
    this.store = new StreamStore({ memoryBytes: options.memoryBytes, delayMs: options.createDelayMs })
    this.faults = { ...NO_FAULTS, ...options.faults }
    this.limited = options.enforceLimits
    this.now = options.now
    this.random = options.random
    // Every request that is being delayed listens; Node 20 takes more than ten for a leak.
    setMaxListeners(0, this.#closing.signal)
  }

  /** Metrics belong to a region, as streams do. */
  metricsOf(region: string): MetricStore {
    const store = this.#metrics.get(region) ?? new MetricStore()
    this.#metrics.set(region, store)
    return store
  }

  newKinesisMetrics(): KinesisMetrics {
    return new KinesisMetrics((region) => this.metricsOf(region), this.now)
  }

  /** Aborts when the endpoint closes, so that injected latency does not hold it up. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  close(): void {
    this.#closing.abort()
  }
}
