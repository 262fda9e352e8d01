import type { NotifierSpec } from '../alert/notify/spec.ts'
import type { AlertRule } from '../alert/rule.ts'
import type { MultilineSpec } from '../format/multiline/multiline.ts'
import type { RedactOptions, Rule, SampleOptions, SchemaName } from '../format/shape/shape-options.ts'
import type { AUTO, FormatType } from '../format/types.ts'
import type { CompressionName, PackName } from '../sink/kinesis/pack-options.ts'

/** One object of `log_files`: a path or glob, and how its lines are to be read. */
export interface LogInput {
  readonly path: string
  /** `auto` is found from the first lines of each file. */
  readonly type: FormatType | typeof AUTO
  /** The server's own format string, or the nickname of one (`combined`, `main`, …). */
  readonly format?: string | undefined
  /** For the types `regex` and `grok`: how a line looks, and names that a grok pattern may use besides the known ones. */
  readonly pattern?: string | undefined
  readonly patterns?: Readonly<Record<string, string>> | undefined
  /** How lines are joined to events, as `multilineOf` reads it; false for not at all, whatever the settings say. */
  readonly multiline?: MultilineSpec | false | undefined
  /** Rules of this input, besides those of all. */
  readonly keep?: readonly Rule[] | undefined
  readonly drop?: readonly Rule[] | undefined
  readonly sample?: readonly SampleOptions[] | undefined
  readonly add?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly redact?: readonly RedactOptions[] | undefined
}

/** Where the dashboard listens; port 0 is any free one. */
export interface DashboardAddress {
  readonly host: string
  readonly port: number
  /** Take any free port where that one is taken. */
  readonly orAny?: boolean
}

/** What `kinetail stream` does, after flags, environment and file were merged and checked. Times in ms, sizes in bytes. */
export interface Settings {
  readonly stream_name?: string | undefined
  readonly region?: string | undefined
  readonly endpoint_url?: string | undefined
  readonly profile?: string | undefined
  /** Use the embedded endpoint, inside this process. */
  readonly local: boolean
  readonly log_files?: readonly LogInput[] | undefined
  /** How lines are joined to events in log files that do not say so themselves. */
  readonly multiline_preset?: string | undefined
  readonly multiline_pattern?: string | undefined
  readonly multiline_match?: string | undefined
  readonly multiline_flush?: number | undefined
  readonly multiline_max_lines?: number | undefined
  readonly start?: 'end' | 'beginning' | 'checkpoint' | undefined
  readonly resume_from_checkpoint: boolean
  readonly checkpoint_dir?: string | undefined
  readonly once: boolean
  readonly duration?: number | undefined
  readonly create_stream: boolean
  readonly shard_count: number
  readonly batch_size: number
  readonly batch_timeout: number
  readonly queue_maxsize: number
  readonly parse_workers: 'auto' | number
  /** `auto`, `file`, `host`, `random` or `field:NAME`. */
  readonly partition_key: string
  /** A request holds one record of a key at all times. */
  readonly strict_order: boolean
  readonly adaptive: boolean
  /** 95th percentile of delivery latency to aim at. */
  readonly target_latency?: number | undefined
  /** The part of entries that may have to be sent again, 0 to 1. */
  readonly target_errors?: number | undefined
  /** Stay below the limits of a shard; false for an endpoint that has none. */
  readonly pacing: boolean
  /** What one Kinesis record holds. */
  readonly pack: PackName
  /** What packed lines go through. */
  readonly compress?: CompressionName | undefined
  /** Who sends PutRecords. */
  readonly sender: 'own' | 'sdk'
  /** How requests of the sender `own` are spelled. */
  readonly wire: 'json' | 'cbor'
  /** Adds `host` and `event_id` to each record. */
  readonly metadata: boolean
  readonly host?: string | undefined
  readonly dead_letter?: string | undefined
  readonly ship_unparsed: boolean
  /** Names of the fields. */
  readonly schema: SchemaName
  /** Which records are sent, what is added to them, and what is hidden in them, of all inputs. */
  readonly keep?: readonly Rule[] | undefined
  readonly drop?: readonly Rule[] | undefined
  readonly sample?: readonly SampleOptions[] | undefined
  readonly add?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly redact?: readonly RedactOptions[] | undefined
  /** Longest line kept whole, in bytes; unset: the record limit of the stream. */
  readonly max_line?: number | undefined
  /** Serve the dashboard; unset: no. */
  readonly dashboard?: DashboardAddress | undefined
  /** Who has it may see the dashboard; made up at each start where it is needed and unset. */
  readonly dashboard_token?: string | undefined
  /** Namespace under which CloudWatch gets figures of the run; unset: it gets none. */
  readonly cloudwatch_metrics?: string | undefined
  readonly cloudwatch_interval: number
  /** What to tell somebody of, and whom. */
  readonly alerts?: readonly AlertRule[] | undefined
  readonly notifiers?: Readonly<Record<string, NotifierSpec>> | undefined
  readonly stats_interval: number
  /** A request without an answer for so long is given up and sent again. */
  readonly request_timeout: number
  readonly shutdown_timeout: number
  readonly generate_test_logs: boolean
  /** Lines a second over all generated files. */
  readonly generate_rate: number
  readonly json: boolean
}

export type SettingName = keyof Settings
