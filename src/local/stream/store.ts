import { Memory } from './memory.ts'
import { Stream, type StreamOptions } from './stream.ts'

/** All streams, by region and name: as with the service, a name means another stream in another region. */
export class StreamStore {
  readonly memory: Memory
  /** Milliseconds that CREATING, UPDATING and DELETING last. */
  readonly delayMs: number
  readonly #regions = new Map<string, Map<string, Stream>>()

  constructor(options: { readonly memoryBytes: number; readonly delayMs: number }) {
    this.memory = new Memory(options.memoryBytes)
    this.delayMs = options.delayMs
  }

  find(region: string, name: string, nowMs: number): Stream | undefined {
    const stream = this.#regions.get(region)?.get(name)
    stream?.settle(nowMs)
    // Settling may have been the end of a deletion.
    return this.#regions.get(region)?.get(name)
  }

  /** The streams of a region by name. */
  list(region: string, nowMs: number): Stream[] {
    const streams = this.#regions.get(region)
    for (const stream of [...(streams?.values() ?? [])]) stream.settle(nowMs)
    return [...(streams?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  create(options: StreamOptions, nowMs: number, delayMs: number = this.delayMs): Stream {
    const stream = new Stream(options, nowMs)
    const region = this.#regions.get(options.region) ?? new Map<string, Stream>()
    this.#regions.set(options.region, region.set(options.name, stream))
    stream.begin('CREATING', nowMs + delayMs, () => stream.openShards())
    stream.settle(nowMs)
    return stream
  }

  /** The records go at once, the name when the deletion is done. */
  delete(stream: Stream, nowMs: number): void {
    for (const shard of stream.shards) this.memory.forget(shard)
    stream.begin('DELETING', nowMs + this.delayMs, () => {
      for (const shard of stream.shards) this.memory.forget(shard)
      const region = this.#regions.get(stream.region)
      if (region?.get(stream.name) === stream) region.delete(stream.name)
    })
    stream.settle(nowMs)
  }
}
