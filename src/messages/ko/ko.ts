import type { en } from '../en/en.ts'
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

/** Every Korean sentence, by area. */
export const ko: typeof en = {
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
