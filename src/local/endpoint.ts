import { KinetailError, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { Backend } from './backend.ts'
import type { Faults } from './faults.ts'
import { listen } from './http/listener.ts'
import { route } from './http/route.ts'
import { limits } from './limits.ts'

export interface EndpointOptions {
  /** Port of 127.0.0.1; 0 (the default) takes any free one. */
  readonly port?: number
  /**
   * Whether rates and quotas hold, as with the service (default). Without them, requests must still be well-formed:
   * 500 records, 10 MiB, record size as the stream allows.
   */
  readonly enforceLimits?: boolean
  /** Memory for records, in bytes (64 MiB); the oldest go first. */
  readonly memoryBytes?: number
  /** Milliseconds that a stream is CREATING, UPDATING or DELETING (500). */
  readonly createDelayMs?: number
  readonly faults?: Partial<Faults>
  /** Streams that are there, and ACTIVE, from the start. */
  readonly streams?: readonly StartingStream[]
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Source of chance for faults, from 0 to below 1. */
  readonly random?: () => number
}

export interface StartingStream {
  readonly name: string
  readonly shardCount: number
  readonly region: string
}

/** A running endpoint. */
export interface Endpoint {
  /** As in `http://127.0.0.1:4568`. */
  readonly url: string
  readonly port: number
  /** The faults in force; changing a member takes effect at once. */
  readonly faults: Faults
  close(): Promise<void>
}

const DEFAULT_MEMORY_BYTES = 64 * 1024 * 1024
const DEFAULT_CREATE_DELAY_MS = 500

/**
 * Starts Kinesis Data Streams and CloudWatch metrics in this process, on one port of 127.0.0.1. For learning and
 * testing: everything is in memory, any signature is accepted, nothing survives `close`.
 */
export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const backend = new Backend({
    enforceLimits: options.enforceLimits ?? true,
    memoryBytes: options.memoryBytes ?? DEFAULT_MEMORY_BYTES,
    createDelayMs: options.createDelayMs ?? DEFAULT_CREATE_DELAY_MS,
    faults: options.faults ?? {},
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  })
  for (const stream of options.streams ?? []) createAtOnce(backend, stream)
  const listener = await open(options.port ?? 0, backend)
  backend.shut = listener.shut
  return {
    url: `http://127.0.0.1:${listener.port}`,
    port: listener.port,
    faults: backend.faults,
    close() {
      backend.close()
      return listener.close()
    },
  }
}

function createAtOnce(backend: Backend, { name, shardCount, region }: StartingStream): void {
  const mode = 'PROVISIONED'
  const maxRecordKiB = limits.defaultRecordKiB
  const distribution = 'USER_PARTITION_KEY'
  const stream = { name, shardCount, region, mode, maxRecordKiB, distribution, tags: new Map() } as const
  backend.store.create(stream, backend.now(), 0)
}

async function open(port: number, backend: Backend): ReturnType<typeof listen> {
  try {
    return await listen(port, (request, response) => route(request, response, backend))
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EADDRINUSE') throw new KinetailError('in_use', text.local.portBusy(port), { cause: error })
    if (code === 'EACCES')
      throw new KinetailError('permission', text.local.portRefused(port), { cause: error })
    throw error
  }
}
