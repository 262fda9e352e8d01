import { formatDuration, formatSize } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import type { LedgerSnapshot, ShardSnapshot, StatisticsSnapshot } from './snapshot.ts'

/** Files whose account is shown by itself; of more than these, the ones with the most lines. */
const FILES_SHOWN = 5

/** A snapshot as lines for a person: the lab guide's seven first, then the rest. */
export function statisticsBlock(snapshot: StatisticsSnapshot): string[] {
  const words = text.stats
  const { latency, parseSuccess } = snapshot
  return [
    words.title,
    words.linesProcessed(whole(snapshot.linesProcessed)),
    words.recordsSent(whole(snapshot.recordsSent)),
    words.errors(whole(snapshot.errors)),
    words.lineRate(tenths(snapshot.linesPerSecond)),
    words.recordRate(tenths(snapshot.recordsPerSecond)),
    words.queueSize(whole(snapshot.queueSize)),
    words.parseSuccess(parseSuccess === null ? '-' : percent(parseSuccess)),
    latency === null
      ? words.latency('-', '-', '-')
      : words.latency(formatDuration(latency.p50), formatDuration(latency.p95), formatDuration(latency.p99)),
    words.retries(whole(snapshot.retries)),
    ...(snapshot.possibleDoubles === 0 ? [] : [words.possibleDoubles(whole(snapshot.possibleDoubles))]),
    words.throttles(whole(snapshot.throttles)),
    words.deadLetters(whole(snapshot.deadLetters)),
    ...(snapshot.orderRisks === 0 ? [] : [words.orderRisks(whole(snapshot.orderRisks))]),
    ...(snapshot.destroyedBytes === 0 ? [] : [words.destroyed(formatSize(snapshot.destroyedBytes))]),
    words.lag(formatSize(snapshot.lagBytes), formatDuration(snapshot.lagSeconds * 1000)),
    words.batchSize(batchSizes(snapshot)),
    ...adapted(snapshot),
    words.logTypes(counts(snapshot.logTypes)),
    ...(snapshot.errors > 0 && Object.keys(snapshot.rejectReasons).length > 0
      ? [words.rejectReasons(counts(snapshot.rejectReasons))]
      : []),
    words.ledger(sum(snapshot.ledger)),
    ...(snapshot.lifetime.read === snapshot.ledger.read ? [] : [words.lifetime(sum(snapshot.lifetime))]),
    ...files(snapshot.files),
  ]
}

/** `500`, or `350–500` where shards differ. */
function batchSizes({ batchSize, shards }: StatisticsSnapshot): string {
  const largest = Math.max(batchSize, ...Object.values(shards).map((shard) => shard.batchSize))
  return largest === batchSize ? whole(batchSize) : `${whole(batchSize)}–${whole(largest)}`
}

/** What adaptive batching decided, over all open shards; nothing while it had no reason to. */
function adapted({ shards }: StatisticsSnapshot): string[] {
  const all = Object.values(shards)
  const total = (count: (shard: ShardSnapshot) => number): string =>
    whole(all.reduce((sum, shard) => sum + count(shard), 0))
  const moves = (of: keyof ShardSnapshot['moves']): string =>
    `+${total(({ moves }) => moves[of].up)} −${total(({ moves }) => moves[of].down)}`
  const [batch, linger, requests, pace] = (['batchSize', 'linger', 'requests', 'pace'] as const).map(moves)
  const late = total(({ missed }) => missed.latency)
  const failed = total(({ missed }) => missed.errors)
  const isIdle = [batch, linger, requests, pace].every((one) => one === '+0 −0')
  if (isIdle && late === '0' && failed === '0') return []
  return [
    text.stats.adapted(batch!, linger!, requests!, pace!),
    ...(late === '0' && failed === '0' ? [] : [text.stats.goalsMissed(late, failed)]),
  ]
}

function files(accounts: Readonly<Record<string, LedgerSnapshot>>): string[] {
  const all = Object.entries(accounts)
  if (all.length < 2) return []
  const shown = all.sort(([, a], [, b]) => b.read - a.read).slice(0, FILES_SHOWN)
  const rows = shown.map(([name, ledger]) => `  ${printable(name)}: ${sum(ledger)}`)
  return all.length > shown.length
    ? [...rows, `  ${text.stats.moreFiles(whole(all.length - shown.length))}`]
    : rows
}

function sum(ledger: LedgerSnapshot): string {
  return text.stats.ledgerSum(
    whole(ledger.read),
    whole(ledger.sent),
    whole(ledger.dead),
    whole(ledger.filtered),
    whole(ledger.inFlight),
  )
}

function counts(of: Readonly<Record<string, number>>): string {
  const rows = Object.entries(of).sort(([, a], [, b]) => b - a)
  return rows.length === 0
    ? '-'
    : rows.map(([name, count]) => `${printable(name)} ${whole(count)}`).join(', ')
}

/** The names of files come from outside: nothing in them may reach the terminal as a command. */
function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, '\uFFFD')
}

/** `1,250` */
function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** `25.3`; `1,250.0` */
function tenths(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
}

/** `99.95%`, and never `100%` while one line is missing. */
function percent(part: number): string {
  const hundredths = part === 1 ? 10_000 : Math.min(9_999, Math.floor(part * 10_000))
  return `${(hundredths / 100).toFixed(hundredths === 10_000 ? 0 : 2)}%`
}
