import type { Counters } from './counters.ts'
import type { Exposition, MetricName, Sample } from './exposition.ts'
import type { LedgerSnapshot, ShardSnapshot, StatisticsSnapshot } from './snapshot.ts'
import type { Statistics } from './statistics.ts'

/** Files and shards that have series of their own, the first that were seen: a server that remembers every series shall not drown. */
export const MOST_FILES = 200
export const MOST_SHARDS = 500

/** What files that are summed have for a label: OpenTelemetry's word for series beyond the limit. */
const REST = { otel_metric_overflow: 'true' }

/** How far a file is behind. */
export interface FileBehind {
  readonly bytes: number
  readonly seconds: number
}

/** What the statistics do not say themselves. */
export interface PipelineFacts {
  readonly lag: ReadonlyMap<string, FileBehind>
  /** Part of each shard's limits in use, by name; as far as it is known. */
  readonly heat: ReadonlyMap<string, number>
  /** The closed list of reasons why a line does not parse: each has its series from the start, so that its first increase is seen. */
  readonly reasons: readonly string[]
}

/**
 * The statistics of a pipeline as metrics: the same numbers as in the block at that instant. Rates and percentiles are left to whoever
 * collects them, and so counters only grow: files keep their places, and the rest of them is one series whose files never change places.
 */
export class PipelineMetrics {
  readonly #files = new Set<string>()
  readonly #shards = new Set<string>()

  write(to: Exposition, statistics: Statistics, facts: PipelineFacts): void {
    const snapshot = statistics.snapshot()
    lines(to, snapshot, statistics.counters, facts.reasons)
    requests(to, snapshot)
    latencies(to, statistics.counters)
    this.#writeFiles(to, snapshot.files, facts.lag)
    this.#writeShards(to, snapshot.shards, facts.heat)
  }

  #writeFiles(
    to: Exposition,
    accounts: Readonly<Record<string, LedgerSnapshot>>,
    lag: ReadonlyMap<string, FileBehind>,
  ): void {
    const names = new Set([...Object.keys(accounts), ...lag.keys()])
    for (const name of names) if (this.#files.size < MOST_FILES) this.#files.add(name)
    const account = (name: string): LedgerSnapshot => accounts[name] ?? NO_LINES
    const behind = (name: string): FileBehind => lag.get(name) ?? { bytes: 0, seconds: 0 }
    const own = [...this.#files].map((name) => ({ file: name, ...account(name), behind: behind(name) }))
    const rest = [...names].filter((name) => !this.#files.has(name))
    const rows = own.map(({ file, ...row }) => ({
      labels: { file } as Readonly<Record<string, string>>,
      ...row,
    }))
    if (rest.length > 0)
      rows.push({ labels: REST, ...summed(rest.map(account)), behind: worst(rest.map(behind)) })
    const family = (name: MetricName, of: (row: (typeof rows)[number]) => number): void =>
      to.family(
        name,
        rows.map((row): Sample => [row.labels, of(row)]),
      )
    to.single('kinetail_files', names.size)
    family('kinetail_file_lines_read_total', ({ read }) => read)
    to.family(
      'kinetail_file_lines_settled_total',
      rows.flatMap(({ labels, ...row }) => outcomes(row, labels)),
    )
    family('kinetail_file_lines_in_flight', ({ inFlight }) => inFlight)
    family('kinetail_file_lag_bytes', (row) => row.behind.bytes)
    family('kinetail_file_lag_seconds', (row) => row.behind.seconds)
  }

  /** Shards that were closed leave; of very many, those that came first have series, and the totals hold all. */
  #writeShards(
    to: Exposition,
    shards: Readonly<Record<string, ShardSnapshot>>,
    heat: ReadonlyMap<string, number>,
  ): void {
    for (const name of this.#shards) if (!(name in shards)) this.#shards.delete(name)
    for (const name of Object.keys(shards)) if (this.#shards.size < MOST_SHARDS) this.#shards.add(name)
    const rows = [...this.#shards].map((shard) => ({ labels: { shard }, ...shards[shard]! }))
    const family = (name: MetricName, of: (row: (typeof rows)[number]) => number | null): void =>
      to.family(
        name,
        rows.flatMap((row): Sample[] => {
          const value = of(row)
          return value === null ? [] : [[row.labels, value]]
        }),
      )
    to.single('kinetail_shards', Object.keys(shards).length)
    family('kinetail_shard_queue_size', ({ queueSize }) => queueSize)
    family('kinetail_shard_records_sent_total', ({ sent }) => sent)
    family('kinetail_shard_throttles_total', ({ throttled }) => throttled)
    family('kinetail_shard_heat_ratio', ({ labels }) => heat.get(labels.shard) ?? null)
    family('kinetail_shard_one_of_a_key', ({ careful }) => Number(careful))
    family('kinetail_shard_batch_size_limit', ({ batchSize }) => batchSize)
    family('kinetail_shard_linger_seconds', ({ lingerMs }) => lingerMs / 1000)
    family('kinetail_shard_requests_limit', ({ requests }) => requests)
    family('kinetail_shard_pace_ratio', ({ pace }) => pace)
    to.family(
      'kinetail_adaptive_moves_total',
      rows.flatMap(({ labels, moves }) =>
        MOVES.flatMap(([figure, of]): Sample[] => [
          [{ ...labels, figure, direction: 'up' }, moves[of].up],
          [{ ...labels, figure, direction: 'down' }, moves[of].down],
        ]),
      ),
    )
    to.family(
      'kinetail_adaptive_missed_goals_total',
      rows.flatMap(({ labels, missed }): Sample[] => [
        [{ ...labels, goal: 'latency' }, missed.latency],
        [{ ...labels, goal: 'errors' }, missed.errors],
      ]),
    )
  }
}

const MOVES = [
  ['batch_size', 'batchSize'],
  ['linger', 'linger'],
  ['requests', 'requests'],
  ['pace', 'pace'],
] as const satisfies readonly (readonly [string, keyof ShardSnapshot['moves']])[]

const NO_LINES: LedgerSnapshot = { read: 0, sent: 0, dead: 0, filtered: 0, inFlight: 0 }

function lines(
  to: Exposition,
  snapshot: StatisticsSnapshot,
  counters: Counters,
  reasons: readonly string[],
): void {
  const { ledger, lifetime, logTypes, rejectReasons, parseSuccess } = snapshot
  to.single('kinetail_lines_read_total', ledger.read)
  to.family('kinetail_lines_settled_total', outcomes(ledger))
  to.single('kinetail_lines_in_flight', ledger.inFlight)
  to.single('kinetail_lifetime_lines_read', lifetime.read)
  to.family('kinetail_lifetime_lines_settled', outcomes(lifetime))
  to.single('kinetail_lines_parsed_total', counters.parsed)
  to.family(
    'kinetail_lines_rejected_total',
    [...new Set([...reasons, ...Object.keys(rejectReasons)])].map(
      (reason): Sample => [{ reason }, rejectReasons[reason] ?? 0],
    ),
  )
  if (parseSuccess !== null) to.single('kinetail_parse_success_ratio', parseSuccess)
  to.single('kinetail_records_sent_total', snapshot.recordsSent)
  to.family(
    'kinetail_log_type_records_sent_total',
    Object.entries(logTypes).map(([name, count]): Sample => [{ log_type: name }, count]),
  )
  to.single('kinetail_sent_bytes_total', snapshot.sentBytes)
  to.single('kinetail_records_refused_total', counters.refused)
  to.single('kinetail_errors_total', snapshot.errors)
  to.single('kinetail_destroyed_bytes_total', snapshot.destroyedBytes)
  to.single('kinetail_lag_bytes', snapshot.lagBytes)
  to.single('kinetail_lag_seconds', snapshot.lagSeconds)
}

function requests(to: Exposition, snapshot: StatisticsSnapshot): void {
  to.single('kinetail_requests_total', snapshot.requests)
  to.single('kinetail_requests_failed_total', snapshot.failedRequests)
  to.single('kinetail_retries_total', snapshot.retries)
  to.single('kinetail_throttles_total', snapshot.throttles)
  to.single('kinetail_possible_doubles_total', snapshot.possibleDoubles)
  to.single('kinetail_order_risks_total', snapshot.orderRisks)
  to.single('kinetail_queue_size', snapshot.queueSize)
  to.single('kinetail_queue_bytes', snapshot.queueBytes)
  to.single('kinetail_requests_in_flight', snapshot.requestsInFlight)
  to.single('kinetail_batch_size_limit', snapshot.batchSize)
  to.single('kinetail_linger_seconds', snapshot.lingerMs / 1000)
  to.single('kinetail_requests_limit', snapshot.concurrency)
}

function latencies(to: Exposition, { latency, stages }: Counters): void {
  to.histogram('kinetail_delivery_latency_seconds', [[{}, latency]])
  if (stages === undefined) return
  const names = ['read', 'parsed', 'queued', 'accepted'] as const
  to.histogram(
    'kinetail_stage_latency_seconds',
    names.map((stage) => [{ stage }, stages[stage]] as const),
  )
}

function outcomes(
  { sent, dead, filtered }: Omit<LedgerSnapshot, 'read' | 'inFlight'>,
  labels: object = {},
): Sample[] {
  return [
    [{ ...labels, outcome: 'sent' }, sent],
    [{ ...labels, outcome: 'dead_lettered' }, dead],
    [{ ...labels, outcome: 'filtered' }, filtered],
  ]
}

function summed(accounts: readonly LedgerSnapshot[]): LedgerSnapshot {
  return accounts.reduce(
    (a, b) => ({
      read: a.read + b.read,
      sent: a.sent + b.sent,
      dead: a.dead + b.dead,
      filtered: a.filtered + b.filtered,
      inFlight: a.inFlight + b.inFlight,
    }),
    NO_LINES,
  )
}

function worst(files: readonly FileBehind[]): FileBehind {
  return {
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: files.reduce((most, { seconds }) => Math.max(most, seconds), 0),
  }
}
