import { alert } from './alert.ts'
import { alertCommand } from './alert-command.ts'
import { aws } from './aws.ts'
import { base } from './base.ts'
import { cli } from './cli.ts'
import { config } from './config.ts'
import { dialect } from './dialect.ts'
import { doctor } from './doctor.ts'
import { explain } from './explain.ts'
import { flink } from './flink.ts'
import { format } from './format.ts'
import { formats } from './formats.ts'
import { init } from './init.ts'
import { local } from './local.ts'
import { metrics } from './metrics.ts'
import { multiline } from './multiline.ts'
import { pipeline } from './pipeline.ts'
import { query } from './query.ts'
import { queryCommand } from './query-command.ts'
import { reader } from './reader.ts'
import { serve } from './serve.ts'
import { shape } from './shape.ts'
import { sink } from './sink.ts'
import { source } from './source.ts'
import { stats } from './stats.ts'
import { top } from './top.ts'
import { verify } from './verify.ts'

/** Every English sentence, by area. `ko/` must say the same ids (the compiler checks it). */
export const en: {
  base: typeof base
  cli: typeof cli
  source: typeof source
  dialect: typeof dialect
  doctor: typeof doctor
  explain: typeof explain
  format: typeof format
  formats: typeof formats
  multiline: typeof multiline
  shape: typeof shape
  sink: typeof sink
  stats: typeof stats
  top: typeof top
  local: typeof local
  metrics: typeof metrics
  reader: typeof reader
  query: typeof query
  config: typeof config
  aws: typeof aws
  alert: typeof alert
  alertCommand: typeof alertCommand
  pipeline: typeof pipeline
  verify: typeof verify
  init: typeof init
  serve: typeof serve
  queryCommand: typeof queryCommand
  flink: typeof flink
} = {
  base,
  cli,
  source,
  dialect,
  doctor,
  explain,
  format,
  formats,
  multiline,
  shape,
  sink,
  stats,
  top,
  local,
  metrics,
  reader,
  query,
  config,
  aws,
  alert,
  alertCommand,
  pipeline,
  verify,
  init,
  serve,
  queryCommand,
  flink,
}
