import type { Verdict } from './check.ts'
import { KinetailProcess } from './processes.ts'

export interface ProofPlace {
  readonly stream: string
  readonly url: string
  readonly paths: readonly string[]
  readonly checkpointDir: string
  readonly deadLetter: string
  readonly partitionKey: string
}

type Counts = Readonly<Record<string, number>>

/**
 * What `kinetail verify` says of a round, which knows nothing but the files, the stream and the agent's folder: faults where it does
 * not prove it, or counts otherwise than whoever wrote the lines.
 */
export async function checkProof(place: ProofPlace, verdict: Verdict): Promise<string[]> {
  const rows: string[] = []
  const words = ['verify', '--stream-name', place.stream, '--endpoint-url', place.url, '--json']
  const key = ['--partition-key', place.partitionKey]
  const folders = ['--checkpoint-dir', place.checkpointDir, '--dead-letter', place.deadLetter]
  const verifying = new KinetailProcess(
    [...words, ...key, ...folders, ...place.paths],
    { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    (line) => rows.push(line),
  )
  const { code } = await verifying.exited
  const last = rows.at(-1)
  if (last === undefined) return [`verify ended with ${code}: ${verifying.stderr}`]
  const total = JSON.parse(last) as Counts & { ok: boolean; elsewhere: Counts }
  const faults: string[] = []
  const compare = (what: string, found: number, truth: number): void => {
    if (found !== truth) faults.push(`verify counts ${found} ${what}, and there are ${truth}`)
  }
  const { lines, delivered, dead_lettered, filtered, missing, beyond, doubled_before } = total
  compare('lines in one column each', delivered! + dead_lettered! + filtered! + missing!, lines!)
  // What was read between copy and truncation is in no file any more: behind what a copy has, or all of a life of which no copy has a line.
  compare('delivered lines', delivered! + beyond! + total.elsewhere['lines']!, verdict.delivered)
  compare('doubles', doubled_before! + total.elsewhere['doubled_before']!, verdict.doubled)
  compare('lines out of order', total['out_of_order']!, verdict.outOfOrder)
  if (code !== 0 && faults.length === 0) faults.push('verify does not prove it')
  return code === 0 && faults.length === 0 ? [] : [...faults, ...rows]
}
