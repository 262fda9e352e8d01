import type { RecordBlock } from '../format/format.ts'
import type { Batch, Shipment } from './batch.ts'
import { type EntryTable, PLAIN_KEY } from './entry-table.ts'

/** The text of a record's partition key: the same for the same record at every call. */
export type KeyOf = (shipment: Shipment, record: number) => string

/** The entries in some slots of a table, as a request sees them. */
export class SlotBatch implements Batch {
  readonly length: number
  readonly #table: EntryTable
  readonly #slots: readonly number[]
  readonly #keyOf: KeyOf
  /** Index of the entry that was looked at last, and where it lies. */
  #at = -1
  #block: RecordBlock | undefined
  #record = 0
  #isPlain = false

  constructor(table: EntryTable, slots: readonly number[], keyOf: KeyOf) {
    this.length = slots.length
    this.#table = table
    this.#slots = slots
    this.#keyOf = keyOf
  }

  shipment(i: number): Shipment {
    return this.#table.consignment[this.#slots[i]!]!.shipment
  }

  record(i: number): number {
    return this.#table.record[this.#slots[i]!]!
  }

  bytes(i: number): Uint8Array {
    return this.#look(i).bytes
  }

  start(i: number): number {
    return this.#look(i).start[this.#record]!
  }

  end(i: number): number {
    return this.#look(i).end[this.#record]!
  }

  keyStart(i: number): number {
    const { keyStart } = this.#look(i)
    return this.#isPlain ? keyStart[this.#record]! : 0
  }

  keyEnd(i: number): number {
    const { keyEnd } = this.#look(i)
    return this.#isPlain ? keyEnd[this.#record]! : 0
  }

  key(i: number): string {
    return this.#keyOf(this.shipment(i), this.record(i))
  }

  /** Whoever asks for one thing of an entry asks for the next: where it lies is looked up once. */
  #look(i: number): RecordBlock {
    if (i === this.#at) return this.#block!
    const slot = this.#slots[i]!
    const table = this.#table
    this.#at = i
    this.#record = table.record[slot]!
    this.#isPlain = table.keyKind[slot] === PLAIN_KEY
    const { block } = table.consignment[slot]!.shipment
    this.#block = block
    return block
  }
}
