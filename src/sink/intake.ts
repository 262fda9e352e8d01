import type { Shipment } from '../batch/batch.ts'
import { type Consignment, type EntryTable, PLAIN_KEY } from '../batch/entry-table.ts'
import type { RecordBlock } from '../format/format.ts'
import { text } from '../messages/messages.ts'
import type { Bell } from './bell.ts'
import type { PartitionKeys } from './kinesis/partition-key.ts'
import type { Lane } from './lane.ts'
import type { LaneSet } from './lane-set.ts'
import type { Placer } from './placer.ts'
import type { Settlement } from './settlement.ts'

/** What an Intake works with; its parts are those of its Delivery. */
export interface IntakePorts {
  readonly table: EntryTable
  readonly lanes: LaneSet
  readonly settlement: Settlement
  readonly placer: Placer
  readonly keys: PartitionKeys
  readonly bell: Bell
  /** Memory of blocks, in bytes at most. */
  readonly queueBytes: number
  /** Data and partition key of an entry, in bytes at most. */
  readonly recordBytes: number
  /** Starts what may be sent. */
  pump(): void
  /** True when nothing is taken any more. */
  closed(): boolean
}

/** Distributes the records of shipments to lanes, as room allows. */
export class Intake {
  readonly #ports: IntakePorts

  constructor(ports: IntakePorts) {
    this.#ports = ports
  }

  /** Resolves when the last record is in; false when the delivery was closed first. */
  async take(shipment: Shipment): Promise<boolean> {
    const { settlement, bell, queueBytes, closed } = this.#ports
    const { block } = shipment
    const bytes = memoryOf(block)
    while (settlement.memory > 0 && settlement.memory + bytes > queueBytes && !closed()) await bell.next()
    if (closed()) return false
    settlement.memory += bytes
    const consignment: Consignment = { shipment, bytes, unsettled: block.records }
    for (let record = this.#takeSome(consignment, 0); record < block.records; ) {
      this.#ports.pump()
      await bell.next()
      if (closed()) return false
      record = this.#takeSome(consignment, record)
    }
    return true
  }

  /** Takes records in from `from` on until one finds no room; its index. */
  #takeSome(consignment: Consignment, from: number): number {
    const { table, lanes, placer } = this.#ports
    const { shipment } = consignment
    const { records } = shipment.block
    let record = from
    while (record < records && !table.full && !lanes.changing) {
      const placed = placer.place(
        shipment,
        lanes.map,
        record,
        Math.min(records - record, table.capacity - table.used),
      )
      const taken = this.#takePlaced(consignment, record, placed)
      record += taken
      if (taken < placed) break
    }
    return record
  }

  #takePlaced(consignment: Consignment, from: number, placed: number): number {
    const { table, placer, recordBytes, keys } = this.#ports
    const { shipment } = consignment
    const { start, end, keyStart, keyEnd } = shipment.block
    const { lane, hash, kind } = placer.results
    const lanes = this.#ports.lanes.all
    for (let i = 0; i < placed; i++) {
      const to = lanes[lane[i]!]!
      if (!this.#hasRoom(to)) return i
      const record = from + i
      const keyBytes =
        kind[i] === PLAIN_KEY
          ? keyEnd[record]! - keyStart[record]!
          : Buffer.byteLength(keys.keyOf(shipment, record))
      const size = end[record]! - start[record]! + keyBytes
      const slot = table.take(consignment, record, hash[i]!, kind[i]!, size)
      if (size <= recordBytes) to.queue.push(slot)
      else this.#ports.settlement.refused(slot, text.sink.tooLarge(size, recordBytes))
    }
    return placed
  }

  /**
   * Whether a lane may take an entry. It may hold twice what is still free (dynamic thresholds, Choudhury and Hahne 1998):
   * one that is held up takes two thirds of the room and leaves the rest to the others.
   */
  #hasRoom(lane: Lane): boolean {
    const { table, lanes } = this.#ports
    return lanes.all.length === 1 || lane.queue.length < 2 * (table.capacity - table.used)
  }
}

/** Memory that a block holds, used or not, in bytes: its text and the arrays that grow with its lines. */
function memoryOf(block: RecordBlock): number {
  const { bytes, start, end, keyStart, keyEnd, line, eventTime, logType, lineEnd } = block
  const arrays = [bytes, start, end, keyStart, keyEnd, line, eventTime, logType, lineEnd]
  return arrays.reduce((sum, array) => sum + array.byteLength, 0)
}
