/**
 * `drop-stream.js FILE TYPE CHECKPOINT_DIR`: everything of `kinetail stream --once` but the endpoint: the file is read,
 * parsed, queued, taken by a sink that keeps nothing, acknowledged, settled, and its checkpoint written. Prints the ledger.
 */
import { openStore } from '../../src/checkpoint/store.ts'
import { createParser } from '../../src/format/pool.ts'
import { Job } from '../../src/pipeline/job.ts'
import { Pipeline } from '../../src/pipeline/pipeline.ts'
import { processor } from '../../src/pipeline/process.ts'
import { DeadLetterFile } from '../../src/sink/dead-letter-file.ts'
import { Delivery } from '../../src/sink/delivery.ts'
import { DropSink } from '../../src/sink/drop.ts'
import { partitionKeys } from '../../src/sink/kinesis/partition-key.ts'
import { ShardLanes } from '../../src/sink/kinesis/shard-lanes.ts'
import { openTail } from '../../src/source/tail/tail.ts'
import { Statistics } from '../../src/stats/statistics.ts'

const HOST = 'bench'
const RECORD_BYTES = 1024 ** 2
/** One shard with as many lanes as an endpoint without limits gets. */
const SHARD = { id: 'shardId-000000000000', start: '0'.repeat(32), end: 'f'.repeat(32) }
const STRIPES = 4
const [path, type, dir] = process.argv.slice(2) as [string, 'apache' | 'application', string]
const say = { info: () => {}, warn: (sentence: string) => void process.stderr.write(`${sentence}\n`) }
const idle = { queueSize: 0, queueBytes: 0, requestsInFlight: 0, lagBytes: 0, lagSeconds: 0 }
const statistics = new Statistics(() => ({ ...idle, batchSize: 0, lingerMs: 0, concurrency: 0, shards: {} }))
const { ledger, counters } = statistics
const deadLetters = new DeadLetterFile(`${dir}/dead-letter.ndjson`, say)
const parser = createParser({
  spec: { type },
  options: { host: HOST, keyField: 'auto', maxRecordBytes: RECORD_BYTES },
  workers: 0,
})
const inputs = [{ parser, type, unparsed: null }]
const source = await openTail({
  inputs: [{ path }],
  checkpoints: await openStore({ dir, warn: say.warn }),
  ledger,
  host: HOST,
  once: true,
  chunksPerFile: 2,
  warn: say.warn,
})
const delivery = new Delivery(
  {
    batchSize: 500,
    batchTimeoutMs: 5000,
    concurrency: 16,
    adaptive: true,
    queueEntries: 8000,
    queueBytes: 32 * 1024 ** 2,
    requestBytes: 10 * 1024 ** 2,
    recordBytes: RECORD_BYTES,
    pace: null,
  },
  {
    sink: new DropSink(),
    lanes: new ShardLanes([SHARD], STRIPES),
    keys: partitionKeys('record', HOST),
    deadLetters,
    counters,
    say,
  },
)
const toDelivery = processor({ inputs, delivery, deadLetters, counters, say })
const pipeline = new Pipeline({ source, process: toDelivery })
const job = new Job({ statistics, pipeline, source, delivery, deadLetters, inputs, shutdownMs: 30_000 })
const { signal } = new AbortController()
await job.run(signal, signal)
const { read, sent, dead, filtered } = ledger.total
process.stdout.write(
  JSON.stringify({ read, sent, dead_lettered: dead, filtered, in_flight: read - sent - dead - filtered }),
)
