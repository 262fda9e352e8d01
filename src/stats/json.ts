import type { LedgerSnapshot, ShardSnapshot, StatisticsSnapshot } from './snapshot.ts'

/** A snapshot as one JSON line (without its end). */
export function statisticsJson(snapshot: StatisticsSnapshot): string {
  return JSON.stringify(statisticsObject(snapshot))
}

/** A snapshot as JSON has it: snake_case keys that stay as they are, in every language. */
export function statisticsObject(snapshot: StatisticsSnapshot): Readonly<Record<string, unknown>> {
  const { latency } = snapshot
  return {
    time: new Date(snapshot.time).toISOString(),
    uptime_seconds: round(snapshot.uptimeSeconds),
    interval_seconds: round(snapshot.intervalSeconds),
    lines_processed: snapshot.linesProcessed,
    records_sent: snapshot.recordsSent,
    errors: snapshot.errors,
    lines_per_second: round(snapshot.linesPerSecond),
    records_per_second: round(snapshot.recordsPerSecond),
    queue_size: snapshot.queueSize,
    queue_bytes: snapshot.queueBytes,
    requests_in_flight: snapshot.requestsInFlight,
    parse_success: snapshot.parseSuccess,
    latency_ms: latency && { p50: latency.p50, p95: latency.p95, p99: latency.p99, max: latency.max },
    requests: snapshot.requests,
    failed_requests: snapshot.failedRequests,
    retries: snapshot.retries,
    possible_doubles: snapshot.possibleDoubles,
    throttles: snapshot.throttles,
    dead_letters: snapshot.deadLetters,
    order_risks: snapshot.orderRisks,
    destroyed_bytes: snapshot.destroyedBytes,
    sent_bytes: snapshot.sentBytes,
    lag_bytes: snapshot.lagBytes,
    lag_seconds: round(snapshot.lagSeconds),
    batch_size: snapshot.batchSize,
    linger_ms: Math.round(snapshot.lingerMs),
    concurrency: snapshot.concurrency,
    shards: Object.fromEntries(
      Object.entries(snapshot.shards).map(([name, shard]) => [name, shardJson(shard)]),
    ),
    log_types: snapshot.logTypes,
    reject_reasons: snapshot.rejectReasons,
    ledger: ledgerJson(snapshot.ledger),
    files: ledgersJson(snapshot.files),
    lifetime: ledgerJson(snapshot.lifetime),
    lifetime_files: ledgersJson(snapshot.lifetimes),
  }
}

function shardJson(shard: ShardSnapshot): object {
  const { batchSize, linger, requests, pace } = shard.moves
  return {
    queue_size: shard.queueSize,
    sent: shard.sent,
    throttled: shard.throttled,
    one_of_a_key: shard.careful,
    batch_size: shard.batchSize,
    linger_ms: round(shard.lingerMs),
    requests: shard.requests,
    pace: shard.pace === null ? null : round(shard.pace),
    moves: { batch_size: batchSize, linger_ms: linger, requests, pace },
    missed: shard.missed,
  }
}

function ledgersJson(files: Readonly<Record<string, LedgerSnapshot>>): object {
  return Object.fromEntries(Object.entries(files).map(([name, ledger]) => [name, ledgerJson(ledger)]))
}

function ledgerJson(ledger: LedgerSnapshot): object {
  return {
    read: ledger.read,
    sent: ledger.sent,
    dead_lettered: ledger.dead,
    filtered: ledger.filtered,
    in_flight: ledger.inFlight,
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
