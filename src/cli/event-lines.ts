import type { StreamEvent } from '../reader/event.ts'

/** The payloads of events as text, as rules take them. */
export function linesOf(events: readonly Pick<StreamEvent, 'data'>[]): string[] {
  return events.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString())
}
