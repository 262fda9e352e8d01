import { AccessLine } from './access-line.ts'
import type { BlockBuilder } from './block-builder.ts'
import { explainTables } from './explain/explain-tables.ts'
import type { LineExplanation } from './explain/explanation.ts'
import { accessForm } from './kernel-access.ts'
import type { KernelForm } from './kernel-form.ts'
import type { LineFormat } from './line-format.ts'
import { ACCEPTED } from './line-format.ts'
import { type Literal, literalOf } from './literal.ts'
import { FLAG_AGAIN, FLAG_LAST } from './op-codes.ts'
import type { OpTable, ParseOp } from './op-table.ts'
import { MOST_TRIES, readField, readTextFrom } from './read-field.ts'
import { ReadingTime } from './reading-time.ts'
import { CUT_LINE, UNTERMINATED_QUOTE } from './reject-reasons.ts'
import { writeField } from './write-record.ts'

/** A table, and how far it agrees with the one before it. */
interface Step {
  readonly table: OpTable
  /** Number of parse ops that equal those of the table before. */
  readonly shared: number
  /** Number of slots that those ops fill. */
  readonly sharedSlots: number
  /** The leads of the emit ops, prepared. */
  readonly leads: readonly Literal[]
  /** Index of the emit op that writes the partition key, -1 without one. */
  readonly key: number
}

/**
 * Access logs: an ordered list of op tables, of which the first that fits a line reads it. The order is fixed, so
 * that a line's record never depends on the lines around it.
 */
export class AccessFormat implements LineFormat {
  readonly logTypes: readonly string[]
  readonly kernel: KernelForm | null
  logType = 0
  eventTime: number = Number.NaN
  keyStart = 0
  keyEnd = 0
  ownHost = false
  torn = false
  column = 0

  /** Names of the fields that the tables write, the standard ones apart. */
  readonly fieldNames: readonly string[]
  readonly #steps: readonly Step[]
  /** True when some table asks for a dotted second column. */
  readonly #guarded: boolean
  readonly #line: AccessLine
  readonly #readAt: ReadingTime = new ReadingTime()
  /** Where the op at which the last table gave up began, and its index. */
  #stoppedAt = 0
  #stoppedOp = 0
  /** Where the text ends whose end is being looked for. */
  #againEnd = 0

  constructor(tables: readonly OpTable[], logType: string, keyField: string | null) {
    this.logTypes = [logType]
    this.#line = new AccessLine(Math.max(...tables.map((table) => table.slots), 1))
    this.#steps = tables.map((table, i) => stepOf(table, tables[i - 1], keyField))
    this.kernel = accessForm(this.#steps)
    this.fieldNames = tables.flatMap(({ emit }) => emit.flatMap(({ name }) => name || []))
    this.#guarded = tables.some((table) => table.secondDotted)
  }

  begin(readAt: number): void {
    this.#readAt.set(readAt)
  }

  read(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, cut: boolean): number {
    const line = this.#line
    line.open(bytes, from, to)
    const dotted = this.#guarded && isSecondDotted(bytes, from, to)
    this.torn = false
    let reason = 0
    let column = -1
    let torn: Step | undefined
    for (const step of this.#steps) {
      if (step.table.secondDotted && !dotted) continue
      if (this.#parse(step) || (cut && this.#readEnough(step.table))) {
        this.#write(out, step)
        return ACCEPTED
      }
      if (line.column > column) {
        column = line.column
        reason = cut && line.ranOut ? CUT_LINE : line.reason
      }
      if (torn === undefined && this.#endsInLastQuote(step.table)) torn = step
    }
    if (torn !== undefined) {
      this.#readTorn(out, torn)
      return ACCEPTED
    }
    this.column = column
    return reason
  }

  explain(bytes: Uint8Array, from: number, to: number): LineExplanation {
    const dotted = isSecondDotted(bytes, from, to)
    const tables = this.#steps.flatMap(({ table }) => (table.secondDotted && !dotted ? [] : [table]))
    return explainTables(tables, bytes, from, to)
  }

  /** True when all was there but the closing quote of the last field: a server that was stopped, or a log that was cut. */
  #endsInLastQuote(table: OpTable): boolean {
    const last = (table.parse[this.#stoppedOp]?.flags ?? 0) & FLAG_LAST
    return last !== 0 && this.#line.reason === UNTERMINATED_QUOTE && this.#readEnough(table)
  }

  /** Reads the line once more with that table, which no other table has read better, and takes what is there. */
  #readTorn(out: BlockBuilder, step: Step): void {
    const line = this.#line
    line.restart()
    for (const one of step.table.parse) if (!readField(line, one)) break
    this.torn = true
    this.#write(out, step)
  }

  /** Runs the table's parse ops; where it begins like the table before, goes on from where that one gave up. */
  #parse(step: Step): boolean {
    const line = this.#line
    const { parse } = step.table
    let i = 0
    if (step.shared > 0 && this.#stoppedOp < step.shared) return false
    if (step.shared > 0 && this.#stoppedOp === step.shared) {
      // Every op before the one that failed is shared: its results still hold.
      i = step.shared
      line.at = this.#stoppedAt
      line.state.fill(0, step.sharedSlots)
    } else {
      line.restart()
    }
    let again = -1
    let againAt = 0
    for (; i < parse.length; i++) {
      const at = line.at
      if (!readField(line, parse[i]!)) {
        this.#stoppedOp = i
        this.#stoppedAt = at
        return again >= 0 && this.#parseAgain(parse, again, againAt)
      }
      if ((parse[i]!.flags & FLAG_AGAIN) !== 0) {
        again = i
        againAt = at
        this.#againEnd = line.textEnd
      }
    }
    return true
  }

  /**
   * Lets the text that op `n` read from `at` end later and later until what follows fits: "Mozilla/5.0 (X11; Linux) 200" holds its stop
   * three times. When nothing fits, reason and column are those of the first try.
   */
  #parseAgain(parse: readonly ParseOp[], n: number, at: number): boolean {
    const line = this.#line
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      line.at = at
      forget(line, parse, n)
      if (!readTextFrom(line, parse[n]!, this.#againEnd + 1)) break
      this.#againEnd = line.textEnd
      let i = n + 1
      while (i < parse.length && readField(line, parse[i]!)) i++
      if (i === parse.length) return true
    }
    line.at = at
    forget(line, parse, n)
    for (let i = n; i < parse.length; i++) if (!readField(line, parse[i]!)) break
    return false
  }

  /** A cut line is a record when reading came past its timestamp and stopped for want of bytes. */
  #readEnough(table: OpTable): boolean {
    return this.#line.ranOut && table.timeOp >= 0 && this.#stoppedOp > table.timeOp
  }

  #write(out: BlockBuilder, step: Step): void {
    const line = this.#line
    const { emit, escapes } = step.table
    const time = line.hasTime ? line.time : this.#readAt
    this.eventTime = time.ms
    this.keyStart = 0
    this.keyEnd = 0
    for (let i = 0; i < emit.length; i++) {
      const one = emit[i]!
      const before = out.at + one.lead.length
      writeField(out, line, one, step.leads[i]!, escapes, time)
      // The text of a request that could be read is not written.
      if (i === step.key && out.at > before) this.#keepKey(out, before)
    }
  }

  /** The value was written from `before` to here: quotes are left out, null is no key. */
  #keepKey(out: BlockBuilder, before: number): void {
    const first = out.bytes[before]
    if (first === 0x6e) return
    const quote = first === 0x22 ? 1 : 0
    this.keyStart = before + quote
    this.keyEnd = out.at - quote
  }
}

/** Takes back what the ops from `n` on have filled. */
function forget(line: AccessLine, parse: readonly ParseOp[], n: number): void {
  for (let i = n; i < parse.length; i++) {
    const { slot } = parse[i]!
    if (slot < 0) continue
    line.state.fill(0, slot)
    return
  }
}

/** True when the line's second column has a dot or a colon, as addresses have. */
function isSecondDotted(bytes: Uint8Array, from: number, to: number): boolean {
  let i = from
  while (i < to && bytes[i] !== 0x20) i++
  while (i < to && bytes[i] === 0x20) i++
  for (; i < to && bytes[i] !== 0x20; i++) if (bytes[i] === 0x2e || bytes[i] === 0x3a) return true
  return false
}

function stepOf(table: OpTable, before: OpTable | undefined, keyField: string | null): Step {
  // A table that may be left out leaves no results behind for one that is not.
  const follows = before !== undefined && before.secondDotted === table.secondDotted
  const shared = follows ? sharedOps(table.parse, before.parse) : 0
  const slots = table.parse.slice(shared).flatMap((one) => (one.slot < 0 ? [] : [one.slot]))
  return {
    table,
    leads: table.emit.map((one) => literalOf(one.lead)),
    shared,
    sharedSlots: Math.min(table.slots, ...slots),
    key: keyField === null ? -1 : table.emit.findIndex((one) => one.name === keyField),
  }
}

function sharedOps(a: readonly ParseOp[], b: readonly ParseOp[]): number {
  let n = 0
  while (n < a.length && n < b.length && sameOp(a[n]!, b[n]!)) n++
  return n
}

function sameOp(a: ParseOp, b: ParseOp): boolean {
  const same = a.code === b.code && a.slot === b.slot && a.flags === b.flags && a.pattern === b.pattern
  return same && Buffer.from(a.stop).equals(b.stop)
}
