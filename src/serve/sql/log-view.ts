import { LOG_COLUMNS } from '../../query/log-columns.ts'

/** Where the standard fields are in records of the other schemas (docs/schemas.md), as JSON paths beside their own name. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  timestamp: ['$."@timestamp"'],
  ip_address: ['$.source.ip', '$."client.address"'],
  method: ['$.http.request.method', '$."http.request.method"'],
  path: ['$.url.path', '$."url.path"'],
  protocol: ['$.http.version', '$."network.protocol.version"'],
  status_code: ['$.http.response.status_code', '$."http.response.status_code"'],
  response_size: ['$.http.response.body.bytes', '$."http.response.body.size"'],
  referer: ['$.http.request.referrer'],
  user_agent: ['$.user_agent.original', '$."user_agent.original"'],
  log_type: ['$.event.dataset'],
  level: ['$.log.level', '$.severity_text'],
  message: ['$.body'],
  host: ['$.host.name', '$."host.name"'],
}
/** What only a stream that is read back knows. */
const UNKNOWN = new Set(['approximate_arrival_time', 'shard_id', 'sequence_number'])

/** The SELECT of the view `logs` over rows (`read_at`, `weight`, `record`): the columns of `kinetail query`, then `weight`. */
export function logSelect(from: string): string {
  const columns = LOG_COLUMNS.filter(({ name }) => !UNKNOWN.has(name)).map(
    ({ name, type }) => `${expressionOf(name, type)} AS "${name}"`,
  )
  return `SELECT ${columns.join(', ')}, weight FROM ${from}`
}

function expressionOf(name: string, type: string): string {
  if (name === 'record') return 'record::JSON'
  if (name === 'rowtime') return `coalesce(${timeOf(member('timestamp'))}, read_at)`
  const text = member(name)
  if (type === 'TIMESTAMP') return timeOf(text)
  return type === 'VARCHAR' ? text : `try_cast(${text} AS ${type})`
}

/** A member of the record as text. An object, such as `user_agent` of another schema, is no text: there the value has another place. */
function member(name: string): string {
  const own = `json_extract_string(record, '$.${name}')`
  const others = ELSEWHERE[name]
  if (others === undefined) return own
  const plain = `CASE WHEN json_type(record, '$.${name}') IN ('OBJECT', 'ARRAY') THEN NULL ELSE ${own} END`
  return `coalesce(${[plain, ...others.map((path) => `json_extract_string(record, '${path}')`)].join(', ')})`
}

function timeOf(text: string): string {
  return `(try_cast(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`
}
