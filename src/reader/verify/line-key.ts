import { findField } from '../../format/shape/find-field.ts'

/**
 * Gives the partition key of a line that was packed with others: the Kinesis record has that of its first line only, and order is
 * kept within the lines' own keys.
 * @param mode `--partition-key` of the agent: auto, file, host, random or field:NAME
 */
export function lineKeys(mode: string): (data: Uint8Array, generation: string) => string {
  // None of two lines must come before the other.
  let lines = 0
  if (mode === 'random') return () => `random ${lines++}`
  if (mode === 'host') return () => ''
  if (mode === 'file') return (_, generation) => generation
  const field = mode.startsWith('field:') ? mode.slice('field:'.length) : undefined
  return (data, generation) => {
    const record = parsed(data)
    const type = String(findField(record, 'log_type') ?? '')
    const request = findField(record, 'request_id')
    // As the lab guide's script does it: the client of an access log, the request of an application.
    const own = type.startsWith('application') ? request : (findField(record, 'ip_address') ?? request)
    const value = field === undefined ? own : findField(record, field)
    return value === undefined || value === null ? generation : String(value)
  }
}

function parsed(data: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    return (JSON.parse(bytes.toString()) as Record<string, unknown> | null) ?? {}
  } catch {
    return {}
  }
}
