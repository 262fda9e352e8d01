import type { Worker } from 'node:worker_threads'
import { KinetailError, messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { arraysOf, type BlockArrays } from './block-builder.ts'
import type { HeldBlock, ParseInput } from './format.ts'
import type { Parser } from './pool.ts'
import type { ParseReply, ParseRequest, WorkerSetup } from './protocol.ts'
import { buffersOf } from './protocol.ts'

/** Released blocks that wait to go back to a worker. */
const IDLE_BLOCKS = 8
/** Blocks grown beyond this many bytes by one huge chunk are not kept: the next chunk that gets one may be a single line. */
const LARGEST_IDLE_BYTES = 2 * 1024 ** 2

/** Parses in worker threads: bytes go out as a copy, blocks come back by transfer, released blocks go out again. */
export class ParseWorkers implements Parser {
  readonly logTypes: readonly string[]
  readonly parallel: number
  readonly #workers: readonly ParseWorker[]
  readonly #idle: BlockArrays[] = []

  constructor(setup: WorkerSetup, logTypes: readonly string[], count: number, entry: URL) {
    this.logTypes = logTypes
    // One chunk in work and one waiting, so that a worker never waits for the next.
    this.parallel = count * 2
    this.#workers = Array.from({ length: count }, () => new ParseWorker(entry, setup))
  }

  async parse(input: ParseInput): Promise<HeldBlock> {
    const worker = this.#workers.reduce((least, one) => (one.waiting < least.waiting ? one : least))
    const block = await worker.parse(input, this.#idle.pop() ?? null)
    let held = true
    const release = (): void => {
      if (!held) throw new Error('a block is released once')
      held = false
      if (this.#idle.length < IDLE_BLOCKS && block.bytes.length <= LARGEST_IDLE_BYTES)
        this.#idle.push(arraysOf(block))
    }
    return Object.assign(block, { release })
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()))
  }
}

type Block = Extract<ParseReply, { block: unknown }>['block']

interface Waiting {
  resolve(block: Block): void
  reject(error: unknown): void
}

class ParseWorker {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 0
  #failure: KinetailError | undefined

  constructor(entry: URL, setup: WorkerSetup) {
    // Loaded for the first worker: most runs need none.
    const threads = process.getBuiltinModule('node:worker_threads')
    this.#worker = new threads.Worker(entry, { workerData: setup })
    // An idle worker must not keep the process from ending.
    this.#worker.unref()
    this.#worker.on('message', (reply: ParseReply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#fail(messageOf(error)))
    this.#worker.on('exit', (code) => this.#fail(`exit code ${code}`))
  }

  get waiting(): number {
    return this.#waiting.size
  }

  parse(input: ParseInput, used: BlockArrays | null): Promise<Block> {
    if (this.#failure) return Promise.reject(this.#failure)
    const id = this.#nextId++
    // `slice` of a Buffer would be another view of the same memory, and the transfer would take that away.
    const bytes = new Uint8Array(input.bytes)
    const request: ParseRequest = { id, input: { ...input, bytes }, used }
    if (this.#waiting.size === 0) this.#worker.ref()
    this.#worker.postMessage(request, [bytes.buffer, ...(used ? buffersOf(used) : [])])
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  async close(): Promise<void> {
    this.#fail('closed')
    await this.#worker.terminate()
  }

  #settle(reply: ParseReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if (reply.error === undefined) waiting?.resolve(reply.block)
    else waiting?.reject(new KinetailError('internal', text.format.workerFailed(reply.error)))
  }

  #fail(reason: string): void {
    this.#failure ??= new KinetailError('internal', text.format.workerFailed(reason))
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure)
    this.#waiting.clear()
  }
}
