import { RecordWriter } from '../record-writer.ts'
import type { FieldSpan } from './explanation.ts'

/** A RecordWriter that notes from which bytes of the line each value came. Values made otherwise (times, numbers of levels) have no place. */
export class NotingWriter extends RecordWriter {
  readonly spans: FieldSpan[] = []
  readonly #line: Uint8Array
  readonly #from: number

  constructor(line: Uint8Array, from: number) {
    super(null)
    this.#line = line
    this.#from = from
  }

  override text(name: string, bytes: Uint8Array, from: number, to: number): void {
    this.#note(name, bytes, from, to)
    super.text(name, bytes, from, to)
  }

  override number(name: string, bytes: Uint8Array, from: number, to: number): void {
    this.#note(name, bytes, from, to)
    super.number(name, bytes, from, to)
  }

  override json(name: string, bytes: Uint8Array, from: number, to: number): void {
    this.#note(name, bytes, from, to)
    super.json(name, bytes, from, to)
  }

  #note(name: string, bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#line || this.spans.at(-1)?.name === name) return
    this.spans.push({ written: '', name, start: start - this.#from, end: end - this.#from })
  }
}
