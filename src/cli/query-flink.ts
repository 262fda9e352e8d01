import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { CompiledQuery } from '../query/dialect/compile-query.ts'
import { loadDuckDb } from '../query/duckdb.ts'
import { ACCOUNT, addressOf, kinesisSink, kinesisSource, PRINT_SINK } from '../query/flink/connectors.ts'
import { type Described, describe } from '../query/flink/describe.ts'
import { flinkScript, flinkStatements } from '../query/flink/emit.ts'
import { projectFiles } from '../query/flink/project.ts'
import { property } from '../query/flink/words.ts'
import type { QueryFlags, QuerySettings } from './query-flags.ts'

const REGION = 'us-east-1'

/** `--flink`: the job as Flink SQL on standard output. */
export async function printFlink(
  compiled: CompiledQuery,
  stream: string,
  settings: QuerySettings,
  flags: QueryFlags,
): Promise<void> {
  const { source, sink } = addresses(stream, flags)
  let metadata = false
  const statements = flinkStatements(compiled.program, await described(compiled), {
    ...settings,
    source: (asked) => {
      metadata = asked
      return kinesisSource(source, settings.from, asked)
    },
    sink: () => (sink === undefined ? PRINT_SINK : kinesisSink(sink)),
  })
  const missing = [source, sink].some((one) => one?.arn.includes(ACCOUNT))
  process.stdout.write(
    flinkScript(
      statements,
      text.flink.scriptHead(metadata, missing ? ACCOUNT : undefined, sink === undefined),
    ),
  )
}

/** `--flink-project`: what Managed Service for Apache Flink takes, in a new folder. */
export async function writeFlinkProject(
  folder: string,
  compiled: CompiledQuery,
  stream: string,
  settings: QuerySettings,
  flags: QueryFlags,
): Promise<void> {
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new KinetailError('usage', text.flink.projectExists(folder))
  const { source, sink } = addresses(stream, flags)
  // The script says `${…}`; what stands for it is in properties, which can be changed without a build.
  const placeholder = {
    arn: property('source.stream.arn'),
    name: property('source.stream.name'),
    region: property('aws.region'),
  }
  const target = { arn: property('sink.stream.arn'), name: '', region: property('aws.region') }
  let metadata = false
  const statements = flinkStatements(compiled.program, await described(compiled), {
    ...settings,
    source: (asked) => {
      metadata = asked
      return kinesisSource(placeholder, settings.from, asked)
    },
    sink: () => (sink === undefined ? PRINT_SINK : kinesisSink(target)),
  })
  const files = projectFiles({
    name: applicationName(compiled.program.streams.find((one) => one.output)?.name ?? 'query'),
    statement: compiled.source,
    source,
    sink,
    metadata,
    script: flinkScript(statements, text.flink.scriptHead(metadata, undefined, sink === undefined)),
    properties: {
      'aws.region': source.region,
      ...(metadata ? { 'source.stream.name': source.name } : { 'source.stream.arn': source.arn }),
      ...(sink === undefined ? {} : { 'sink.stream.arn': sink.arn }),
    },
  })
  for (const [path, words] of Object.entries(files)) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, words)
  }
  process.stderr.write(text.flink.projectWritten(folder, Object.keys(files)))
}

function addresses(stream: string, flags: QueryFlags): { source: Address; sink: Address | undefined } {
  const region = flags.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? REGION
  const source = addressOf(stream, region, flags.endpointUrl)
  return {
    source,
    sink: flags.toStream === undefined ? undefined : addressOf(flags.toStream, region, flags.endpointUrl),
  }
}

type Address = ReturnType<typeof addressOf>

async function described({ program }: CompiledQuery): Promise<Described[]> {
  const duckdb = await loadDuckDb()
  const instance = await duckdb.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await describe(program, connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Names of applications are letters, digits, `_`, `.` and `-` (API reference of CreateApplication). */
function applicationName(stream: string): string {
  return stream.replace(/[^A-Za-z0-9_.-]/g, '-')
}
