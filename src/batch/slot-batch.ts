import type { Batch, Shipment } from './batch.ts'
import type { EntryTable } from './entry-table.ts'

/** The entries in some slots of a table, as a request sees them. */
export class SlotBatch implements Batch {
  readonly length: number
  readonly #table: EntryTable
  readonly #slots: readonly number[]

  constructor(table: EntryTable, slots: readonly number[]) {
    this.length = slots.length
    this.#table = table
    this.#slots = slots
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

  keyStart(_i: number): number {
    return 0
  }

  keyEnd(_i: number): number {
    return 0
  }

  key(i: number): string {
    return this.#table.key[this.#slots[i]!]!
  }
}
