import { messageOf } from '../base/errors.ts'
import type { Shipment } from '../batch/batch.ts'
import type { Consignment, EntryTable } from '../batch/entry-table.ts'
import { text } from '../messages/messages.ts'
import { type Counters, count } from '../stats/counters.ts'
import type { DeadLetters } from './dead-letter.ts'
import type { Say } from './trouble.ts'

/** What a Settlement works with. */
export interface SettlementPorts {
  readonly deadLetters: DeadLetters
  readonly counters: Counters
  readonly say: Say
}

/** Ends the journey of entries: their Ack, their figures, their memory. An entry that comes here is in no lane any more. */
export class Settlement {
  readonly #table: EntryTable
  readonly #ports: SettlementPorts
  readonly #changed: () => void
  /** Lines of the run that is being settled. */
  #lines = new Uint32Array(512)
  /** Memory of all blocks that still hold an unsettled entry, in bytes. */
  memory = 0

  /** @param changed called when an entry was settled at another time than during a call */
  constructor(table: EntryTable, ports: SettlementPorts, changed: () => void) {
    this.#table = table
    this.#ports = ports
    this.#changed = changed
  }

  /**
   * The service took these. Entries of one block mostly follow each other: what is the same for all of them is done once
   * for each such run.
   */
  delivered(slots: readonly number[]): void {
    const { consignment } = this.#table
    const now = Date.now()
    let from = 0
    for (let to = 1; to <= slots.length; to++) {
      const owner = consignment[slots[from]!]!
      if (to < slots.length && consignment[slots[to]!] === owner) continue
      this.#settleRun(slots, from, to, owner, now)
      from = to
    }
  }

  #settleRun(slots: readonly number[], from: number, to: number, owner: Consignment, now: number): void {
    const { shipment } = owner
    const { counters } = this.#ports
    const { block, ack, writtenAt, queuedAt = 0 } = shipment
    const { record, size } = this.#table
    const n = to - from
    if (this.#lines.length < n) this.#lines = new Uint32Array(2 * n)
    const lines = this.#lines
    let bytes = 0
    for (let i = 0; i < n; i++) {
      const slot = slots[from + i]!
      lines[i] = block.line[record[slot]!]!
      bytes += size[slot]!
    }
    counters.sentBytes += bytes
    counters.latency.record(now - writtenAt, n)
    if (queuedAt > 0) counters.stages?.accepted.record(now - queuedAt, n)
    this.#countTypes(shipment, slots, from, to)
    ack.settleMany(lines, n, 'delivered')
    this.#table.freeMany(slots, from, to)
    this.#release(owner, n)
  }

  #countTypes({ block, logTypes }: Shipment, slots: readonly number[], from: number, to: number): void {
    const { logTypes: counts } = this.#ports.counters
    const { record } = this.#table
    let start = from
    for (let i = from + 1; i <= to; i++) {
      const type = block.logType[record[slots[start]!]!]!
      if (i < to && block.logType[record[slots[i]!]!] === type) continue
      count(counts, logTypes[type]!, i - start)
      start = i
    }
  }

  /** The service will never take this entry: its line is settled when the dead-letter file has it. */
  refused(slot: number, reason: string): void {
    const owner = this.#table.consignment[slot]!
    const { block, ack, file, offset, logTypes } = owner.shipment
    const { deadLetters, counters, say } = this.#ports
    const record = this.#table.record[slot]!
    const line = block.line[record]!
    counters.refused++
    const letter = {
      file: file.path,
      offset: offset + (line === 0 ? 0 : block.lineEnd[line - 1]!),
      generation: file.generation,
      reason: text.sink.refusedBecause(reason),
      type: logTypes[block.logType[record]!]!,
      record: Buffer.from(block.bytes.slice(block.start[record]!, block.end[record]!)).toString(),
    }
    deadLetters.write([letter]).then(
      () => {
        ack.settle(line, 'dead')
        this.#table.free(slot)
        this.#release(owner, 1)
        this.#changed()
      },
      (error: unknown) => {
        // The dead-letter file was closed first: the line stays unsettled and will be read again.
        say.warn(text.sink.deadLetterLeft(file.path, letter.offset, messageOf(error)))
      },
    )
  }

  #release(owner: Consignment, entries: number): void {
    owner.unsettled -= entries
    if (owner.unsettled > 0) return
    this.memory -= owner.bytes
    owner.shipment.release?.()
  }
}
