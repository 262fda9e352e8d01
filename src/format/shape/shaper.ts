import { BlockBuilder } from '../block-builder.ts'
import { BINARY, TOO_LONG } from '../reject-reasons.ts'
import { type Condition, conditionOf, YES } from './condition.ts'
import { expressionOf } from './field-tests.ts'
import { Members } from './members.ts'
import { isKey, PlainRewriter, type Rewriter } from './plain-rewriter.ts'
import { RecordNames } from './record-names.ts'
import { RecordView } from './record-view.ts'
import { Redaction } from './redaction.ts'
import { isSampled } from './sample.ts'
import { SchemaRewriter } from './schema-rewriter.ts'
import { SCHEMAS } from './schemas.ts'
import type { Rule, ShapeOptions } from './shape-options.ts'

interface Sampling {
  readonly where: Condition | undefined
  readonly by: number
  readonly rate: number
}

/**
 * What becomes of the records of a block, one after the other over their bytes: which go, and how the others are written. Records that go
 * count as filtered lines. Where nothing is written anew, records only move together.
 */
export class Shaper {
  readonly #record: RecordView
  readonly #keep: readonly Condition[][]
  readonly #drop: readonly Condition[]
  readonly #samples: readonly Sampling[]
  readonly #rewriter: Rewriter | undefined
  readonly #maxRecordBytes: number
  readonly #scratch: BlockBuilder = new BlockBuilder()

  /** Throws a KinetailError for a rule that cannot be used. */
  constructor(shape: ShapeOptions, logTypes: readonly string[], maxRecordBytes: number) {
    const names = new RecordNames()
    const conditions = (rules: readonly Rule[]): Condition[] =>
      rules.map((rule) => conditionOf(expressionOf(rule), names))
    this.#keep = (shape.keep ?? []).map(conditions)
    this.#drop = conditions(shape.drop ?? [])
    this.#samples = (shape.sample ?? []).map(({ rate, by, where }) => ({
      rate,
      by: names.add(by),
      where: where === undefined ? undefined : conditions([where])[0],
    }))
    this.#rewriter = rewriterOf(shape, logTypes, names)
    this.#record = new RecordView(names)
    this.#maxRecordBytes = maxRecordBytes
  }

  /** Shapes the records of a block that an engine has filled, in place. */
  shape(block: BlockBuilder): void {
    if (this.#rewriter === undefined) this.#filter(block)
    else this.#rewrite(block, this.#rewriter)
  }

  #filter(block: BlockBuilder): void {
    let to = 0
    let at = 0
    const { records } = block
    for (let i = 0; i < records; i++) {
      const start = block.start[i]!
      const end = block.end[i]!
      if (!this.#record.open(block.bytes, start, end)) {
        block.rejectLineOf(i, BINARY)
        continue
      }
      if (!this.#stays()) {
        block.filterLineOf(i)
        continue
      }
      if (at !== start) block.bytes.copyWithin(at, start, end + 1)
      const shift = at - start
      const hasKey = block.keyEnd[i]! > block.keyStart[i]! ? shift : 0
      block.moveRecord(i, to++, at, end + shift, block.keyStart[i]! + hasKey, block.keyEnd[i]! + hasKey)
      at += end + 1 - start
    }
    block.truncateRecords(to, at)
  }

  #rewrite(block: BlockBuilder, rewriter: Rewriter): void {
    const out = this.#scratch
    out.at = 0
    let to = 0
    const { records } = block
    for (let i = 0; i < records; i++) {
      const start = block.start[i]!
      if (!this.#record.open(block.bytes, start, block.end[i]!)) {
        block.rejectLineOf(i, BINARY)
        continue
      }
      if (!this.#stays()) {
        block.filterLineOf(i)
        continue
      }
      const from = out.at
      rewriter.write(
        out,
        this.#record,
        block.logType[i]!,
        this.#keyMember(block.keyStart[i]!, block.keyEnd[i]!),
      )
      if (out.at - from > this.#maxRecordBytes) {
        out.at = from
        block.rejectLineOf(i, TOO_LONG)
        continue
      }
      block.moveRecord(i, to++, from, out.at, rewriter.keyStart, rewriter.keyEnd)
      out.reserve(1)
      out.bytes[out.at++] = 0x0a
    }
    block.at = 0
    block.reserve(out.at)
    block.bytes.set(out.bytes.subarray(0, out.at))
    block.truncateRecords(to, out.at)
  }

  #stays(): boolean {
    const record = this.#record
    for (const rules of this.#keep) if (!isAny(rules, record)) return false
    if (isAny(this.#drop, record)) return false
    for (const { where, by, rate } of this.#samples) {
      if (where !== undefined && where(record) !== YES) continue
      record.select(by)
      return isSampled(record, rate)
    }
    return true
  }

  /** The member in which the partition key's text lies, −1 without one. */
  #keyMember(start: number, end: number): number {
    if (start === end) return -1
    const { count, valueStart, valueEnd, kinds } = this.#record
    for (let m = 0; m < count; m++)
      if (valueStart[m]! <= start && end <= valueEnd[m]!) return isKey(kinds[m]!) ? m : -1
    return -1
  }
}

function isAny(conditions: readonly Condition[], record: RecordView): boolean {
  for (const condition of conditions) if (condition(record) === YES) return true
  return false
}

function rewriterOf(
  shape: ShapeOptions,
  logTypes: readonly string[],
  names: RecordNames,
): Rewriter | undefined {
  const { schema = 'kinetail', add = {}, redact = [] } = shape
  const redaction = redact.length === 0 ? undefined : new Redaction(redact)
  const members = new Members(redaction, names)
  if (schema !== 'kinetail') return new SchemaRewriter(SCHEMAS[schema], logTypes, members, add, names)
  if (redaction === undefined && Object.keys(add).length === 0) return undefined
  return new PlainRewriter(members, add, names)
}
