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
    return this.shipment(i).block.bytes
  }

  start(i: number): number {
    return this.shipment(i).block.start[this.record(i)]!
  }

  end(i: number): number {
    return this.shipment(i).block.end[this.record(i)]!
  }

  keyStart(i: number): number {
    return this.#isPlain(i) ? this.shipment(i).block.keyStart[this.record(i)]! : 0
  }

  keyEnd(i: number): number {
    return this.#isPlain(i) ? this.shipment(i).block.keyEnd[this.record(i)]! : 0
  }

  key(i: number): string {
    return this.#keyOf(this.shipment(i), this.record(i))
  }

  #isPlain(i: number): boolean {
    return this.#table.keyKind[this.#slots[i]!] === PLAIN_KEY
  }
}
