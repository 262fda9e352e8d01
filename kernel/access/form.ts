/**
 * How op tables lie at FORM, as `src/format/kernel-access.ts` lays them: header, tables, then ops one behind the other.
 * All fields are u32 but where it is said.
 */
import { ACCESS_SCRATCH, FORM } from '../map'

/** Header: number of tables, and whether one of them asks for a dotted second column. */
export const TABLES: usize = 0
export const GUARDED: usize = 4
/** For combined.ts: address of the request's op, 0 when no table is the combined format; its table; 1 when the address is
 * the key; length of the last lead. */
export const FAST_OPS: usize = 8
export const FAST_TABLE: usize = 12
export const FAST_KEY: usize = 16
export const FAST_LAST_BYTES: usize = 20
/** The emit op behind the user agent's, 0 when the format is combined and nothing else. */
export const FAST_REST: usize = 24
export const FAST_LEADS: usize = FORM + 64
/** The first table. */
export const FIRST_TABLE: usize = FORM + 64 + 320
export const TABLE_BYTES: usize = 64

/** True when a line may be read by combinedLine. */
export function isCombined(): bool {
  return load<u32>(FORM, FAST_OPS) != 0
}

/** A table: its ops. */
export const PARSE: usize = 0
export const PARSE_OPS: usize = 4
export const EMIT: usize = 8
/** Behind the last one. */
export const EMIT_END: usize = 12
/** Parse ops that equal those of the table before. */
export const SHARED: usize = 16
export const SECOND_DOTTED: usize = 20
/** What follows the backslash: address of 256 bytes, what each letter stands for, 0 for nothing. */
export const LETTERS: usize = 24
/** 1: `\xHH` is an escape too; 2: `\uHHHH`. */
export const HEX_ESCAPES: usize = 28

/** A parse op: code, flags (op-codes.ts) and the address of its first slot. */
export const OP_BYTES: usize = 48
export const CODE: usize = 0
export const FLAGS: usize = 4
export const SLOT: usize = 8
/** The literal bytes behind the field: their number, the first eight of them, the bits of these that count (u64). */
export const STOP_BYTES: usize = 12
export const STOP_WORD: usize = 16
export const STOP_MASK: usize = 24
/** Address of all of them. */
export const STOP: usize = 32
/** The first one. */
export const STOP_FIRST: usize = 36
/** The byte that must not follow when the eight have fitted: a space behind a space; 256 for none. */
export const STOP_NEVER: usize = 40
/** 1 when the stop may fit although its first eight bytes are not there as they stand: it has spaces, or is longer. */
export const STOP_LOOSE: usize = 44

/** An emit op: code, slot, length of its lead, places of a scaled number, whether it writes the key, where the next is. */
export const EMIT_CODE: usize = 0
export const EMIT_SLOT: usize = 4
export const LEAD_BYTES: usize = 8
export const SHIFT: usize = 12
export const IS_KEY: usize = 16
export const NEXT_EMIT: usize = 20
/** The lead's bytes; a text's opening quote is the last of them. */
export const LEAD: usize = 32

export const SLOT_BYTES: usize = 16
/** A slot: where the value lies (`null` where there is none) and how careful its writer must be: 1 quote, or long ways. */
export const SLOT_START: usize = 0
export const SLOT_END: usize = 4
export const SLOT_STATE: usize = 8
export const ABSENT: u32 = 0
export const PLAIN: u32 = 1
export const CAREFUL: u32 = 2

/** Fields that are not kept fill these four slots, at which nobody looks; behind them lie the kept ones. */
export const NOT_KEPT: usize = ACCESS_SCRATCH
/** `null`, as `src/format/kernel-access.ts` lays it. */
export const NULL_TEXT: usize = FORM + 48
/** The text of a time that is not in the cache. */
export const TIME_TEXT: usize = ACCESS_SCRATCH + 0x1f00
