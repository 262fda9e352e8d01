import { messageOf } from '../base/errors.ts'
import type { EntryTable } from '../batch/entry-table.ts'
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
  /** Memory of all blocks that still hold an unsettled entry, in bytes. */
  memory = 0

  /** @param changed called when an entry was settled at another time than during a call */
  constructor(table: EntryTable, ports: SettlementPorts, changed: () => void) {
    this.#table = table
    this.#ports = ports
    this.#changed = changed
  }

  delivered(slot: number): void {
    const { counters } = this.#ports
    const { block, ack, writtenAt, logTypes } = this.#table.consignment[slot]!.shipment
    const record = this.#table.record[slot]!
    counters.sentBytes += this.#table.size[slot]!
    counters.latency.record(Date.now() - writtenAt)
    count(counters.logTypes, logTypes[block.logType[record]!]!)
    ack.settle(block.line[record]!, 'delivered')
    this.#release(slot)
  }

  /** The service will never take this entry: its line is settled when the dead-letter file has it. */
  refused(slot: number, reason: string): void {
    const { block, ack, file, offset, logTypes } = this.#table.consignment[slot]!.shipment
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
        this.#release(slot)
        this.#changed()
      },
      (error: unknown) => {
        // The dead-letter file was closed first: the line stays unsettled and will be read again.
        say.warn(text.sink.deadLetterLeft(file.path, letter.offset, messageOf(error)))
      },
    )
  }

  #release(slot: number): void {
    const consignment = this.#table.consignment[slot]!
    this.#table.free(slot)
    consignment.unsettled--
    if (consignment.unsettled > 0) return
    this.memory -= consignment.bytes
    consignment.shipment.release?.()
  }
}
