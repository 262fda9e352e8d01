/** `query-engine.js FILE [STATE]`: the query over a file of records, through the engine; with a folder, its checkpoint there. */
import { openEngine } from '../../src/query/open-engine.ts'
import { recordBlocks } from '../harness/record-blocks.ts'

const [path, state] = process.argv.slice(2)
const sql = `SELECT log_type, count(*) AS n, count(DISTINCT ip_address) AS ips, count(DISTINCT path) AS paths,
  sum(response_size)::BIGINT AS size FROM logs GROUP BY log_type ORDER BY log_type`
const stream = { columns: undefined }
const engine = await openEngine({
  program: {
    streams: [
      { ...stream, name: 'logs', relation: 'logs', origin: 'source', output: false },
      { ...stream, name: 'result', relation: 'result', origin: 'query', output: true },
    ],
    queries: [
      {
        name: 'query',
        from: 'logs',
        into: 'result',
        sql,
        window: { kind: 'tumbling', sizeMs: 60_000 },
        place: { line: 1, column: 1 },
      },
    ],
  },
  time: 'event',
  lateMs: 1_000,
  idleMs: 30_000,
  ...(state !== undefined && { state }),
  deliver: async ({ rows }) => {
    for (const { values } of rows) process.stdout.write(`${JSON.stringify(values)}\n`)
  },
})
let number = 0
for await (const block of recordBlocks(path!))
  await engine.push({
    shardId: 'a',
    rows: block.map((data) => ({
      data,
      sequenceNumber: String(++number),
      subSequence: 0,
      arrivedAt: Number.NaN,
    })),
  })
await engine.end()
await engine.stop()
