import { BlockBuilder } from '../block-builder.ts'
import { Redaction } from './redaction.ts'
import type { ShapeOptions } from './shape-options.ts'
import { Shaper } from './shaper.ts'

/** What stands in place of a line that may hold what a rule hides in a field, and has no fields. */
const WITHHELD = '***'

/** How lines that no format accepts are shipped (`--ship-unparsed`) where records are shaped. */
export interface UnparsedShape {
  /** The line as far as it may leave the machine. */
  line(line: Uint8Array): Uint8Array
  /** The record under the names of the schema, with what is added. */
  record(record: Uint8Array): Uint8Array
}

/**
 * Such a line has no fields: what is secret is searched in its text, and where a rule names fields, which nobody can find in it, the line
 * stays here as a dead letter and only its reason is shipped. Rules that choose lines do not choose among these.
 */
export function unparsedShape(
  { schema, add, redact = [] }: ShapeOptions,
  maxRecordBytes: number,
): UnparsedShape {
  const redaction = redact.length === 0 ? undefined : new Redaction(redact)
  const shaper = new Shaper({ schema, add }, ['unparsed'], maxRecordBytes)
  return {
    line: (line) => {
      if (redaction === undefined) return line
      return Buffer.from(
        redaction.namesFields ? WITHHELD : redaction.text(Buffer.from(line).toString('utf8')),
      )
    },
    record: (record) => {
      const block = new BlockBuilder(record.length + 1)
      block.addLine(record.length)
      block.write(record)
      block.addRecord(0, 0, 0, Number.NaN, 0)
      shaper.shape(block)
      // One that became too long is shipped as it was: it is a line's reason and text, which fit before.
      return block.records === 0 ? record : block.bytes.slice(0, block.end[0]!)
    },
  }
}
