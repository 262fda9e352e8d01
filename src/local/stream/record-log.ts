/** A record as a shard keeps it. */
export interface StoredRecord {
  readonly partitionKey: string
  /** Base64 text exactly as it arrived: neither side pays for decoding. */
  readonly data: string
  /** Bytes of the decoded data and of the partition key: what the service's limits count. */
  readonly bytes: number
  readonly arrivedMs: number
  /** Order of arrival across the whole endpoint. */
  readonly arrival: number
}

/** Memory of a record apart from its texts: object, slot, numbers, string headers (measured on Node 20: 125 bytes). */
const OVERHEAD_BYTES = 125

/** Estimated memory that a stored record takes. */
export function memoryOf(record: StoredRecord): number {
  return record.data.length + record.partitionKey.length + OVERHEAD_BYTES
}

/** Records of one shard in order. Places count from 1 and stay when older records are dropped. */
export class RecordLog {
  #records: StoredRecord[] = []
  /** Slots at the front whose records were dropped; shifting an array for each would cost its length. */
  #dropped = 0
  #firstPlace = 1

  /** Place of the oldest record kept. */
  get firstPlace(): number {
    return this.#firstPlace
  }

  /** Place that the next record will have. */
  get nextPlace(): number {
    return this.#firstPlace + this.#records.length - this.#dropped
  }

  get oldest(): StoredRecord | undefined {
    return this.#records[this.#dropped]
  }

  /** Appends and returns the record's place. */
  append(record: StoredRecord): number {
    return this.#firstPlace + this.#records.push(record) - 1 - this.#dropped
  }

  at(place: number): StoredRecord | undefined {
    return place < this.#firstPlace ? undefined : this.#records[place - this.#firstPlace + this.#dropped]
  }

  dropOldest(): StoredRecord | undefined {
    const record = this.#records[this.#dropped]
    if (!record) return undefined
    this.#records[this.#dropped] = undefined as never
    this.#dropped++
    this.#firstPlace++
    if (this.#dropped >= 1024 && this.#dropped * 2 >= this.#records.length) {
      this.#records = this.#records.slice(this.#dropped)
      this.#dropped = 0
    }
    return record
  }

  /** Place of the first record that arrived at or after `ms`; the next place when there is none. */
  placeAt(ms: number): number {
    let low = this.#firstPlace
    let high = this.nextPlace
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.at(middle)!.arrivedMs < ms) low = middle + 1
      else high = middle
    }
    return low
  }
}
