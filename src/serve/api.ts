/**
 * Everything that the routes of the dashboard return, and nothing else: the page and other programs import these types alone.
 * Names are snake_case as in the statistics of `--json`. Unless a name tells its unit: times are ms since the epoch, `_ms` are
 * milliseconds, `_seconds` seconds, `_bytes` bytes, `_per_second` a rate over `Now.span_seconds`, shares are 0 to 1.
 * Text that comes from logs (records, lines, names of files and hosts) is as it was written: show it as text, never as markup.
 */

/** What is watched: files on their way into a stream, that with test logs and read back, or a whole stream read back. */
export type Mode = 'stream' | 'demo' | 'read'

/** What became of lines: `read = sent + dead_lettered + filtered + in_flight`. */
export interface LedgerJson {
  readonly read: number
  readonly sent: number
  readonly dead_lettered: number
  readonly filtered: number
  readonly in_flight: number
}

export interface MovesJson {
  readonly up: number
  readonly down: number
}

/** One open shard in the statistics. */
export interface ShardStatisticsJson {
  readonly queue_size: number
  readonly sent: number
  readonly throttled: number
  readonly one_of_a_key: boolean
  readonly batch_size: number
  readonly linger_ms: number
  readonly requests: number
  /** The part of the shard's limits that is asked for, 0.25 to 1; null without pacing. */
  readonly pace: number | null
  /** Decisions of adaptive batching since the start. */
  readonly moves: Readonly<Record<'batch_size' | 'linger_ms' | 'requests' | 'pace', MovesJson>>
  /** Spans of a second in which a goal was missed. */
  readonly missed: { readonly latency: number; readonly errors: number }
}

export interface PercentilesJson {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Exactly the JSON of the statistics block (`kinetail stream --json`). */
export interface StatisticsJson {
  /** ISO 8601. */
  readonly time: string
  readonly uptime_seconds: number
  /** Seconds that the rates and `latency_ms` are about. */
  readonly interval_seconds: number
  readonly lines_processed: number
  readonly records_sent: number
  readonly errors: number
  readonly lines_per_second: number
  readonly records_per_second: number
  readonly queue_size: number
  readonly queue_bytes: number
  readonly requests_in_flight: number
  readonly parse_success: number | null
  readonly latency_ms: PercentilesJson | null
  readonly requests: number
  readonly failed_requests: number
  readonly retries: number
  readonly possible_doubles: number
  readonly throttles: number
  readonly dead_letters: number
  readonly order_risks: number
  readonly destroyed_bytes: number
  readonly sent_bytes: number
  readonly lag_bytes: number
  readonly lag_seconds: number
  readonly batch_size: number
  readonly linger_ms: number
  readonly concurrency: number
  readonly shards: Readonly<Record<string, ShardStatisticsJson>>
  readonly log_types: Readonly<Record<string, number>>
  readonly reject_reasons: Readonly<Record<string, number>>
  readonly ledger: LedgerJson
  /** By file; in server-sent events at most `MOST_ROWS` of them, those with the most lines. */
  readonly files: Readonly<Record<string, LedgerJson>>
  readonly lifetime: LedgerJson
  readonly lifetime_files: Readonly<Record<string, LedgerJson>>
}

/** Counts of reading a stream back, since the start (`read` and `demo`). */
export interface ReadingJson {
  readonly shards: number
  /** Kinesis records and their payload. */
  readonly records: number
  readonly bytes: number
  /** Log records that they held, those dropped because they had come before, and those given out. */
  readonly events: number
  readonly duplicates: number
  readonly given: number
  readonly damaged: number
  readonly throttles: number
  readonly retries: number
  /** How far the slowest shard's reading is behind its tip; null before the first answer. */
  readonly behind_ms: number | null
}

/** The first screen in a few figures, of every mode. In the modes `stream` and `demo` those that `statistics` has are the same. */
export interface RatesJson {
  /** Lines read from files; of `read`, log records read back. */
  readonly lines_per_second: number
  /** Records that the stream took; of `read`, that it gave. */
  readonly records_per_second: number
  /** Data and partition keys acknowledged; of `read`, payload read. */
  readonly bytes_per_second: number
  /** Lines that did not parse, records refused for good and requests that failed. */
  readonly errors_per_second: number
  /** Of all lines since the start that were not blank; null before the first. */
  readonly parse_success: number | null
  /** From written to acknowledged; of `read`, from the record's own time to its arrival in the stream. Null when nothing came in the span. */
  readonly latency_ms: PercentilesJson | null
}

/** How bad it is: everything arrives; it arrives and something wants looking at; something does not arrive. */
export type Level = 'ok' | 'warn' | 'bad'

/** What can be wrong. Closed; the page has a sentence for each. */
export const REASON_CODES = [
  /** Lines wait or are in flight, and nothing was acknowledged for 10 s (bad). `count`: lines. */
  'not_sending',
  /** Requests failed as a whole in the last minute. `count`: requests. */
  'requests_failing',
  /** The oldest line that is not settled is older than 10 s (warn) or a minute (bad). `count`: seconds. */
  'behind',
  /** Shards refused records in the last minute because they were at their limit. `count`: records; `where`: shards. */
  'throttled',
  /** Lines did not parse in the last minute (warn; bad from a fifth of all). `count`: lines; `where`: reasons. */
  'parse_failures',
  /** Records were refused for good since the start. `count`: records. */
  'refused',
  /** Files lost bytes before anybody could read them since the start (bad). `count`: bytes. */
  'destroyed',
  /** Records may have been overtaken within their key in the last minute. `count`: records. */
  'order_risk',
  /** Records read back are damaged. `count`: records. */
  'damaged',
  /** Alerts are firing. `count`: alerts; `where`: rules. */
  'alerts',
  /** The agent warned in the last minute; the sentences are in `warnings`. `count`: warnings. */
  'warnings',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]

export interface ReasonJson {
  readonly code: ReasonCode
  readonly level: Exclude<Level, 'ok'>
  readonly count: number
  /** Since when it has been so without a break. */
  readonly since: number
  /** Names of what it is about, the worst first, at most 5. */
  readonly where: readonly string[]
}

export interface VerdictJson {
  readonly level: Level
  /** True while nothing came in the last `span_seconds`: `ok` then says that nothing is missing, not that something arrives. */
  readonly idle: boolean
  /** The worst first. */
  readonly reasons: readonly ReasonJson[]
}

/** Latency of each stage over the span; null where nothing went through. */
export interface StagesJson {
  /** From seen in the file to read. */
  readonly read: PercentilesJson | null
  readonly parsed: PercentilesJson | null
  /** From parsed until there was room among the records that wait to be sent. */
  readonly queued: PercentilesJson | null
  readonly accepted: PercentilesJson | null
}

/** One file, the most lines a second first; at most `MOST_ROWS`. */
export interface FileJson {
  readonly name: string
  readonly lag_bytes: number
  readonly lag_seconds: number
  readonly lines_per_second: number
  /** When its last line was read, and the record that it became (or the line, where it became none), cut at 500 characters. */
  readonly last_line_at: number | null
  readonly last_line: string | null
  readonly ledger: LedgerJson
  /** Lines a second, one figure every `TREND_STEP_SECONDS`, the newest last; at most `TREND_LENGTH`. */
  readonly trend: readonly number[]
}

/** One host whose records are in the stream (`read` and `demo`), the most records a second first; at most `MOST_ROWS`. */
export interface HostJson {
  readonly name: string
  readonly records: number
  readonly records_per_second: number
  readonly bytes_per_second: number
  /** Records that did not parse (`log_type: unparsed`). */
  readonly unparsed: number
  /** Age of its newest record when it arrived, by the record's own time; null where that is unknown. */
  readonly lag_seconds: number | null
  readonly last_record_at: number | null
  readonly last_record: string | null
  readonly trend: readonly number[]
}

/** One open shard, and those that were closed lately while they still hold entries. */
export interface ShardJson {
  readonly name: string
  /** The part of the shard's limits that was used in the last second: the larger of records and bytes; null where unknown. */
  readonly heat: number | null
  readonly records_per_second: number
  readonly bytes_per_second: number | null
  /** Limits of one shard: 1,000 records and 1 MiB a second. */
  readonly limit_records_per_second: number
  readonly limit_bytes_per_second: number
  /** Refusals in the last minute. */
  readonly throttles_last_minute: number
  /** The part of the key space that it serves: its share if keys were spread evenly; null where unknown. */
  readonly expected_share: number | null
  /** Its share of the records of the last minute; null when there were none. */
  readonly share: number | null
  /** Records that kinetail sent for it by their key, and that it says it took, since the start; null where one is unknown. */
  readonly predicted: number | null
  readonly real: number | null
  readonly trend: readonly number[]
  /** Null in the mode `read`. */
  readonly statistics: ShardStatisticsJson | null
}

/** A sentence that the agent said of itself. */
export interface WarningJson {
  readonly text: string
  /** How often it came in the last hour, and when first and last. */
  readonly count: number
  readonly first: number
  readonly last: number
}

/** How much of the records the figures of `top`, `failures` and `sql` were taken from. */
export interface SamplingJson {
  /** 1: every record was looked at; n: one of n, and counts are estimates. The largest in the range that was asked for. */
  readonly one_of: number
}

/** `GET /api/now`, and the event `now` each second. */
export interface Now {
  readonly time: number
  readonly mode: Mode
  readonly version: string
  /** Changes with every start of the process: whoever sees another one begins anew. */
  readonly boot: string
  readonly stream: string
  readonly region: string
  /** This machine. */
  readonly host: string
  readonly started: number
  readonly span_seconds: number
  readonly verdict: VerdictJson
  readonly rates: RatesJson
  /** Null in the mode `read`, and until the stream and the files are open. */
  readonly statistics: StatisticsJson | null
  /** The statistics block that was printed last, exactly as it was printed: its rates are about its own interval. Null before the first. */
  readonly printed: StatisticsJson | null
  /** Null in the mode `stream`. */
  readonly reading: ReadingJson | null
  readonly stages: StagesJson
  readonly files: readonly FileJson[]
  readonly files_total: number
  readonly hosts: readonly HostJson[]
  readonly hosts_total: number
  readonly shards: readonly ShardJson[]
  /** The newest first, at most 20. */
  readonly warnings: readonly WarningJson[]
  /** Alerts that fire now. */
  readonly alerts_firing: number
  readonly sampling: SamplingJson
}

/** Rows of `files` and `hosts` at most. */
export const MOST_ROWS = 200
export const TREND_LENGTH = 60
export const TREND_STEP_SECONDS = 5

/**
 * Columns of the one-second ring, an hour of it. A step longer than a second sums, averages or takes the largest:
 * `rate` is the mean a second, `max` the largest, `last` the last.
 */
export const SERIES_COLUMNS = {
  lines_per_second: 'rate',
  records_per_second: 'rate',
  bytes_per_second: 'rate',
  errors_per_second: 'rate',
  parse_failures_per_second: 'rate',
  dead_letters_per_second: 'rate',
  filtered_per_second: 'rate',
  requests_per_second: 'rate',
  failed_requests_per_second: 'rate',
  retries_per_second: 'rate',
  throttles_per_second: 'rate',
  status_2xx_per_second: 'rate',
  status_3xx_per_second: 'rate',
  status_4xx_per_second: 'rate',
  status_5xx_per_second: 'rate',
  latency_p50_ms: 'max',
  latency_p95_ms: 'max',
  latency_p99_ms: 'max',
  queue_size: 'max',
  in_flight: 'max',
  lag_bytes: 'max',
  lag_seconds: 'max',
  batch_size: 'last',
  linger_ms: 'last',
} as const
export type SeriesColumn = keyof typeof SERIES_COLUMNS

/** `GET /api/series?from&to&step`: from and to in ms since the epoch (the last 10 minutes unless told), step in seconds (chosen for at most 600 points unless told). */
export interface Series {
  readonly from: number
  readonly to: number
  readonly step_seconds: number
  /** Beginning of each step. */
  readonly time: readonly number[]
  /** One figure for each step; null where the process did not run or nothing was measured. */
  readonly columns: Readonly<Record<SeriesColumn, readonly (number | null)[]>>
}

export const TOP_FIELDS = ['path', 'ip_address', 'user_agent', 'status', 'slowest'] as const
export type TopField = (typeof TOP_FIELDS)[number]

export interface TopRow {
  readonly value: string
  /** Estimated where `sampling.one_of` is more than 1. */
  readonly count: number
  /** By how much `count` may be too large: values that were seldom at first share places of a bounded list. */
  readonly at_most_over: number
  /** Of all records with that field in the range. */
  readonly share: number
  /** Of `slowest` and `path`, where the format has request times: mean and largest, in ms. */
  readonly mean_ms: number | null
  readonly max_ms: number | null
}

/** `GET /api/top?field&from&to&limit`: by whole minutes; limit 1 to 100, 10 unless told. */
export interface Top {
  readonly field: TopField
  readonly from: number
  readonly to: number
  /** Records with that field. */
  readonly total: number
  readonly sampling: SamplingJson
  readonly rows: readonly TopRow[]
}

/** Lines that failed in the same way. */
export interface FailureJson {
  /** A word of the closed list of reasons, as in dead letters. */
  readonly reason: string
  /** The same in a sentence of the language asked for (`lang=en|ko`). */
  readonly reason_text: string
  /** Format that the lines were read as. */
  readonly type: string
  readonly count: number
  readonly first: number
  readonly last: number
  /** Byte column of the example, from 0. */
  readonly column: number
  readonly example: {
    readonly file: string
    /** Place of the line in the file, in bytes. */
    readonly offset: number
    /** Cut at 2,000 bytes around the column; `cut` bytes are missing before it. */
    readonly line: string
    readonly cut: number
  }
  /** Files that have such lines, at most 5. */
  readonly files: readonly string[]
  readonly expected: string
  readonly found: string
  /** What makes such lines parse; null when nothing that kinetail knows does, or it has not been found yet (`pending`). */
  readonly fix: {
    readonly command: string
    readonly log_files: string | null
    /** Of the example lines of the group, how many it was tried on and how many parsed. */
    readonly tried: number
    readonly parsed: number
  } | null
  readonly pending: boolean
  /** The command that explains the example line. */
  readonly explain: string
}

/** `GET /api/failures?lang`: the largest group first, at most 50, of the last hour. */
export interface Failures {
  /** Lines that did not parse since the start: as in the statistics. */
  readonly total: number
  readonly by_reason: Readonly<Record<string, number>>
  readonly dead_letters: number
  /** The file that keeps them; null in the mode `read`. */
  readonly dead_letter_file: string | null
  readonly sampling: SamplingJson
  readonly groups: readonly FailureJson[]
}

/** One line of the live tail. */
export interface TailEntry {
  /** Grows by 1 with each; gaps are entries that were left out because more came than are kept. */
  readonly id: number
  readonly time: number
  /** File, or host where there are several. */
  readonly source: string
  readonly kind: 'record' | 'rejected'
  /** The record's JSON, or the line that became none; cut at 4,000 characters. */
  readonly text: string
  /** Of a rejected line. */
  readonly reason: string | null
  readonly column: number | null
}

/**
 * `GET /api/tail?filter&limit`: the newest of the ring, oldest first; limit 1 to 1,000, 100 unless told.
 * A filter is words that must all match: `text` anywhere (any case), `field:text` within a field, `field=value`, `field>500`,
 * `field>=500`, `field<…`, `"several words"`, and `-` before any of them for its opposite.
 */
export interface Tail {
  readonly entries: readonly TailEntry[]
  /** One of so many records came to the ring. */
  readonly sampling: SamplingJson
}

/** `POST /api/sql` with this as JSON. Tables: `logs`, with the columns of `kinetail query` and `weight`: of how many records a row stands for. */
export interface SqlRequest {
  readonly sql: string
  readonly from?: number
  readonly to?: number
}

export type SqlValue = string | number | boolean | null

export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** At most 1,000 rows; times are ISO 8601 text, whole numbers beyond 2^53 and nested values are text. */
  readonly rows: readonly (readonly SqlValue[])[]
  readonly truncated: boolean
  readonly ms: number
  /** Rows of `logs` in the range, and the records they stand for. */
  readonly logs: number
  readonly records: number
  readonly sampling: SamplingJson
}

/** A rule and its state. */
export interface AlertJson {
  readonly name: string
  readonly state: 'ok' | 'pending' | 'firing'
  /** What it watches, as a person wrote it: SQL, a pattern, an absence. */
  readonly condition: string
  readonly since: number | null
  /** By group: what fires now. */
  readonly groups: readonly {
    readonly key: string
    readonly since: number
    readonly count: number
    readonly message: string
  }[]
  readonly last_error: string | null
}

/** Something that a rule did. */
export interface AlertEventJson {
  /** Grows with each. */
  readonly id: number
  readonly time: number
  readonly rule: string
  readonly key: string
  readonly what: 'fired' | 'recovered' | 'notified' | 'notify_failed'
  readonly message: string
  readonly samples: readonly string[]
  readonly notifier: string | null
}

/** `GET /api/alerts`. */
export interface Alerts {
  readonly rules: readonly AlertJson[]
  /** The newest first, at most 200. */
  readonly history: readonly AlertEventJson[]
}

/**
 * `GET /api/events`: server-sent events, `now` (Now) each second, `tail` (TailEntry[]) and `alert` (AlertEventJson) as they come. With
 * `filter` as in `Tail`; `tail=0` leaves the tail out; `lang`. Every event has an `id` that tells how far the page is; with `Last-Event-ID` (which browsers
 * send by themselves, or `last_event_id` in the address) what is still kept since then comes first, else the newest 100 entries. An id of another start of the process
 * is answered by `reset`, and the page begins anew. A page gets at most 200 entries a second.
 */
export interface Events {
  readonly now: Now
  readonly tail: readonly TailEntry[]
  readonly alert: AlertEventJson
  readonly reset: { readonly boot: string }
}

/** The body of every answer that is no success. */
export interface ApiError {
  readonly error: {
    readonly code:
      | 'bad_request'
      | 'unauthorized'
      | 'forbidden'
      | 'not_found'
      | 'method'
      | 'too_large'
      | 'busy'
      | 'timeout'
      | 'sql'
      | 'unavailable'
      | 'internal'
    /** A sentence, in the language asked for (`lang`) or that of the process. */
    readonly message: string
    /** Place in the SQL, from 1. */
    readonly line?: number
    readonly column?: number
  }
}
