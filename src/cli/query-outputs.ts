import type { Kinesis } from '../aws/client.ts'
import type { Output } from '../query/output/output.ts'
import type { ResultLabels } from '../query/output/result-json.ts'
import { csvOutput, jsonOutput, type Write } from '../query/output/text-output.ts'
import type { Program } from '../query/program.ts'
import type { Say } from '../sink/trouble.ts'
import { closeAll } from './closing.ts'
import type { QueryFlags, QuerySettings } from './query-flags.ts'
import { tableOutput } from './query-table.ts'

export interface OutputPorts {
  readonly flags: QueryFlags
  readonly settings: QuerySettings
  readonly program: Program
  readonly kinesis: Kinesis | undefined
  /** To standard output. */
  readonly write: Write
  readonly say: Say
  /** Aborts when delivering is to be given up. */
  readonly signal: AbortSignal
}

/** Every output that the flags ask for, as one: results are delivered when all of them have them. */
export async function openOutputs(ports: OutputPorts): Promise<Output> {
  const { flags, settings, program, kinesis, write, say, signal } = ports
  const several = program.streams.filter((one) => one.output).length > 1
  const whole = new Set(program.queries.filter((one) => one.window.kind === 'running').map((one) => one.into))
  const labels: ResultLabels = { stream: several }
  const outputs: Output[] = []
  if (flags.toStream !== undefined) {
    const { kinesisOutput } = await import('../query/output/kinesis-output.ts')
    outputs.push(await kinesisOutput(kinesis!, { stream: flags.toStream, labels, signal, say }))
  }
  if (flags.http !== undefined) {
    const { httpOutput } = await import('../query/output/http-output.ts')
    outputs.push(httpOutput({ url: flags.http, labels, signal, warn: say.warn }))
  }
  if (flags.parquet !== undefined) {
    const { ParquetOutput } = await import('../query/output/parquet-output.ts')
    outputs.push(new ParquetOutput(flags.parquet))
  }
  if (settings.output === 'json') outputs.push(jsonOutput(write, labels))
  if (settings.output === 'csv') outputs.push(csvOutput(write, labels))
  if (settings.output === 'table') outputs.push(tableOutput(write, several, whole))
  return {
    // One after the other: when one fails, those behind it have not told anybody what will be told again.
    deliver: async (batch) => {
      for (const output of outputs) await output.deliver(batch)
    },
    close: () => closeAll(outputs.map((output) => () => output.close())),
  }
}
