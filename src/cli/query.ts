import { type Command, Option } from 'commander'
import { AUTO, FORMAT_TYPES } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import { RECORD } from '../query/source/record-lines.ts'
import { newCommand, withAws } from './frame.ts'
import type { QueryFlags } from './query-flags.ts'

/** The lab guide's statement, on one line: what the help shows runs as it stands. */
const GUIDE =
  'CREATE STREAM aggregated_logs AS SELECT log_type, COUNT(*) AS event_count, COUNT(DISTINCT ip_address) AS unique_ips, ' +
  "AVG(response_size) AS avg_response_size FROM SOURCE_SQL_STREAM_001 WHERE log_type IS NOT NULL GROUP BY log_type, ROWTIME RANGE INTERVAL '1' MINUTE;"

export function command(): Command {
  const { examples, options: say } = text.queryCommand
  const built = newCommand('kinetail query', text.queryCommand.description, [
    [`kinetail query log-streaming-demo "${GUIDE}"`, examples.guide],
    [
      `kinetail query log-streaming-demo --window 1m --every 10s "SELECT status_code, count(*) AS n FROM logs GROUP BY status_code"`,
      examples.hopping,
    ],
    [
      `kinetail query access.log access.log.1.gz "SELECT path, count(*) AS hits FROM logs GROUP BY path ORDER BY hits DESC LIMIT 10"`,
      examples.files,
    ],
    [
      `kinetail query log-streaming-demo --window 1m --to-stream minutes "SELECT log_type, approx_quantile(response_size, 0.99) AS p99 FROM logs GROUP BY log_type"`,
      examples.stream,
    ],
    [
      `kinetail query log-streaming-demo --window 5m --parquet results --checkpoint-dir state "SELECT host, count(*) AS n FROM logs GROUP BY host"`,
      examples.parquet,
    ],
    ['kinetail query log-streaming-demo --file job.sql --explain', examples.explain],
    ['kinetail query log-streaming-demo --file job.sql --flink', examples.flink],
  ])
  return withAws(built)
    .argument('[words...]', say.words)
    .option('--stream-name <name>', text.cli.streamOption)
    .option('--file <path>', say.file)
    .option('--window <time>', say.window)
    .option('--every <time>', say.every)
    .option('--session <time>', say.session)
    .option('--by <columns>', say.by)
    .option('--late <time>', say.late)
    .option('--late-rows <file>', say.lateRows)
    .option('--correct <time>', say.correct)
    .option('--idle <time>', say.idle, '30s')
    .addOption(
      new Option('--time <which>', say.time).choices(['event', 'arrival', 'processing']).default('event'),
    )
    .option('--from <place>', say.from)
    .option('-f, --follow', say.follow)
    .option('--once', say.once)
    .option('--duration <time>', say.duration)
    .option('--type <type>', say.type([...FORMAT_TYPES, RECORD, AUTO]))
    .option('--format <string>', say.format)
    .option('--pattern <pattern>', say.pattern)
    .addOption(new Option('--output <how>', say.output).choices(['table', 'json', 'csv']))
    .option('--json', text.cli.jsonOption)
    .option('--to-stream <name>', say.toStream)
    .option('--http <url>', say.http)
    .option('--parquet <folder>', say.parquet)
    .option('--checkpoint-dir <folder>', say.checkpointDir)
    .option('--memory <size>', say.memory, '256MiB')
    .option('--explain', say.explain)
    .option('--flink', say.flink)
    .option('--flink-project <folder>', say.flinkProject)
    .option('--stats', say.stats)
    .action(async (words: string[], flags: QueryFlags) => {
      const { query } = await import('./query-run.ts')
      process.exitCode = await query(words, flags)
    })
}
