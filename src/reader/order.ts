import { tmpdir } from 'node:os'
import type { StreamEvent } from './event.ts'
import { eventIdOf } from './event-id.ts'
import { comparePlaced, type Placed } from './run-file.ts'
import { Runs } from './runs.ts'

export interface OrderOptions {
  /** Bytes of events sorted in memory at a time; 64 MiB unless told. Merging holds as much again at the most. */
  readonly runBytes?: number
  /** Folder of the temporary files; the system's unless told. */
  readonly folder?: string
  /** Runs merged at a time; 128 unless told. */
  readonly fanIn?: number
}

const RUN_BYTES = 64 * 1024 * 1024
const FAN_IN = 128
/** What an event costs in memory beside its data: object, view and texts (estimated on the high side). */
const EVENT_OVERHEAD = 400
/** Events given out at a time. */
const BLOCK = 1_000
/** Events without an event id have no file: they keep their order of arrival in a group of their own. */
const NO_FILE = ''

/**
 * Puts events back in file order: grouped by file generation in the order of first appearance, by offset within. The whole
 * input is read before the first event comes out. An external merge sort: memory stays bounded, the rest is in temporary files.
 */
export async function* inFileOrder(
  events: AsyncIterable<readonly StreamEvent[]>,
  options: OrderOptions = {},
): AsyncGenerator<StreamEvent[]> {
  const { runBytes = RUN_BYTES, folder = tmpdir(), fanIn = FAN_IN } = options
  const runs = new Runs({ folder, fanIn, bufferBytes: runBytes })
  const place = placer()
  let memory: Placed[] = []
  let bytes = 0
  try {
    for await (const block of events) {
      for (const event of block) {
        memory.push(place(event))
        bytes += event.data.length + EVENT_OVERHEAD
        if (bytes < runBytes) continue
        await runs.add(memory.sort(comparePlaced))
        memory = []
        bytes = 0
      }
    }
    memory.sort(comparePlaced)
    if (runs.empty) {
      for (let i = 0; i < memory.length; i += BLOCK) yield eventsOf(memory.slice(i, i + BLOCK))
      return
    }
    await runs.add(memory)
    memory = []
    for await (const block of runs.merged()) yield eventsOf(block)
  } finally {
    await runs.close()
  }
}

/** Gives each event its place as it arrives. */
function placer(): (event: StreamEvent) => Placed {
  const groups = new Map<string, number>()
  let arrival = 0
  return (event) => {
    const id = eventIdOf(event.data)
    const name = id?.generation ?? NO_FILE
    let group = groups.get(name)
    if (group === undefined) {
      group = groups.size
      groups.set(name, group)
    }
    arrival++
    return { event, group, offset: id?.offset ?? arrival, arrival }
  }
}

function eventsOf(placed: readonly Placed[]): StreamEvent[] {
  return placed.map(({ event }) => event)
}
