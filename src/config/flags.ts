import type { SettingName } from './settings.ts'

/** The flag of each setting, in the order of the help text. Those of the lab guide come first, as the guide writes them. */
export const FLAGS: Readonly<Record<SettingName, string>> = {
  stream_name: '--stream-name <name>',
  region: '--region <name>',
  log_files: '--log-files <json>',
  generate_test_logs: '--generate-test-logs',
  resume_from_checkpoint: '--resume-from-checkpoint',
  batch_size: '--batch-size <entries>',
  batch_timeout: '--batch-timeout <duration>',
  queue_maxsize: '--queue-maxsize <entries>',
  parse_workers: '--parse-workers <count>',
  local: '--local',
  endpoint_url: '--endpoint-url <url>',
  profile: '--profile <name>',
  create_stream: '--create-stream',
  shard_count: '--shard-count <count>',
  once: '--once',
  duration: '--duration <duration>',
  start: '--start <place>',
  checkpoint_dir: '--checkpoint-dir <folder>',
  partition_key: '--partition-key <key>',
  adaptive: '--no-adaptive',
  sender: '--sender <name>',
  metadata: '--no-metadata',
  host: '--host <name>',
  dead_letter: '--dead-letter <file>',
  ship_unparsed: '--ship-unparsed',
  max_line: '--max-line <size>',
  generate_rate: '--generate-rate <rate>',
  stats_interval: '--stats-interval <duration>',
  shutdown_timeout: '--shutdown-timeout <duration>',
  json: '--json',
}

/** Defaults worth telling in a help text, as one would write them. `schema.ts` has them as values; a test compares the two. */
export const FLAG_DEFAULTS: Readonly<Partial<Record<SettingName, string>>> = {
  batch_size: '500',
  batch_timeout: '5s',
  queue_maxsize: '1000',
  parse_workers: 'auto',
  shard_count: '2',
  partition_key: 'auto',
  sender: 'sdk',
  generate_rate: '30',
  stats_interval: '30s',
  shutdown_timeout: '30s',
}
