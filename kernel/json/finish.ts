import { setLine } from '../line'
import { TIME, UNSURE } from '../epoch-time'
import { copy, copyAll, move } from '../move'
import * as config from './config'
import {
  keyEndAt,
  keyStartAt,
  kindAt,
  MEMBER_BYTES,
  NUMBER,
  OTHER,
  roleAt,
  sourceAt,
  STRING,
  valueEndAt,
  valueStartAt,
} from './members'
import { MEMBERS, MEMBER_TEXT } from './scratch'
import { readTimeNumber, readTimeText, readWrittenTime, timeBytes, timeMs, timeText } from './times'

/** `"timestamp":"`, in whole blocks like all texts here. */
const TIMESTAMP_KEY: usize = memory.data<u8>([
  34, 116, 105, 109, 101, 115, 116, 97, 109, 112, 34, 58, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])
const TIMESTAMP_LEAD_BYTES: usize = 13
/** `"message"` */
const MESSAGE_KEY: usize = memory.data<u8>([34, 109, 101, 115, 115, 97, 103, 101, 34, 0, 0, 0, 0, 0, 0, 0])
const MESSAGE_KEY_BYTES: usize = 9
/** `_original"` */
const ORIGINAL: usize = memory.data<u8>([95, 111, 114, 105, 103, 105, 110, 97, 108, 34, 0, 0, 0, 0, 0, 0])
const ORIGINAL_BYTES: usize = 10
/** `,"log_type":"application"` */
const LOG_TYPE: usize = memory.data<u8>([
  44, 34, 108, 111, 103, 95, 116, 121, 112, 101, 34, 58, 34, 97, 112, 112, 108, 105, 99, 97, 116, 105, 111, 110, 34, 0,
  0, 0, 0, 0, 0, 0,
])
const LOG_TYPE_BYTES: usize = 25

/** Roles of members that are rewritten, or may be. */
const REWRITTEN: u32 =
  ((1 << config.TIMES) - 1) |
  (1 << config.LOG_TYPE) |
  (1 << config.HOST) |
  (1 << config.EVENT_ID) |
  (1 << config.SHORT_MESSAGE)
const TIMESTAMP_ALONE: u32 = 1 << config.TIMESTAMP

let keyStart: usize = 0
let keyEnd: usize = 0
/** Where the record ends while it is edited. */
let out: usize = 0
let declined = false

/**
 * Ends the record at `[start, o)`, whose closing brace is not written yet: times, renames, `log_type`. The members
 * with a role lie in MEMBERS up to `membersEnd`, and `seen` has a bit for each role that occurred. Returns the place
 * behind the record, 0 when the line is for the reference.
 */
export function finish(start: usize, o: usize, membersEnd: usize, seen: u32): usize {
  const count = <u32>((membersEnd - MEMBERS) / MEMBER_BYTES)
  if ((seen & REWRITTEN) != TIMESTAMP_ALONE || count != <u32>popcnt(seen))
    return rewrite(start, o, membersEnd, seen)
  // The most common of all: one timestamp, written as it should be, and nothing to rename.
  const role = config.keyRole()
  let key: usize = 0
  let end: usize = 0
  for (let m = MEMBERS; m < membersEnd; m += MEMBER_BYTES) {
    if (roleAt(m) == config.TIMESTAMP) {
      const source = sourceAt(m)
      if (kindAt(m) != STRING || !readWrittenTime(source + 1, source + (valueEndAt(m) - valueStartAt(m)) - 1))
        return rewrite(start, o, membersEnd, seen)
      if (config.keyIsTime()) {
        key = valueStartAt(m) + 1
        end = valueEndAt(m) - 1
      }
    } else if (roleAt(m) == role && kindAt(m) != OTHER) {
      const quote: usize = kindAt(m) == STRING ? 1 : 0
      key = valueStartAt(m) + quote
      end = valueEndAt(m) - quote
    }
  }
  setLine(key, end, timeMs, 0, false)
  return endRecord(o)
}

// @ts-ignore: decorator
@inline
function endRecord(o: usize): usize {
  copy(o, LOG_TYPE, LOG_TYPE_BYTES)
  return o + LOG_TYPE_BYTES
}

/** The same for every other line. Edits go from the last to the first: positions hold. */
function rewrite(start: usize, o: usize, membersEnd: usize, seen: u32): usize {
  keyStart = 0
  keyEnd = 0
  out = o
  declined = false
  const chosen = chooseTime(membersEnd)
  if (declined) return 0
  const renames = chosen != 0 && roleAt(chosen) < config.FIRST_COPIED
  const hasMessage = (seen & (1 << config.MESSAGE)) != 0
  for (let m = membersEnd; m > MEMBERS; ) {
    m -= MEMBER_BYTES
    keepKey(m)
    if (m == chosen && renames) putTime(m)
    else rename(m, chosen, hasMessage)
  }
  if (!renames) insertTime(start, chosen)
  const time = chosen != 0 ? timeMs : config.readAtMs()
  setLine(keyStart, keyEnd, time, 0, (seen & (1 << config.HOST)) != 0)
  return endRecord(out)
}

/** The member that tells the time: the best rank that can be read, of equal names the last; 0 for none. */
function chooseTime(membersEnd: usize): usize {
  let best: usize = 0
  let last: usize = 0
  for (let m = membersEnd; m > MEMBERS; ) {
    m -= MEMBER_BYTES
    const role = roleAt(m)
    if (role >= config.TIMES || (best != 0 && role >= roleAt(best))) continue
    last = m
    if (readTime(m)) best = m
  }
  // A better name without a time was tried after it.
  if (best != 0 && last != best) readTime(best)
  return best
}

function readTime(m: usize): bool {
  const kind = kindAt(m)
  if (kind == OTHER) return false
  const from = sourceAt(m)
  const to = from + (valueEndAt(m) - valueStartAt(m))
  const verdict = kind == NUMBER ? readTimeNumber(from, to) : readTimeText(from + 1, to - 1)
  if (verdict == UNSURE) declined = true
  return verdict == TIME
}

/** Makes the member `"timestamp":"…"`. */
function putTime(m: usize): void {
  const at = keyStartAt(m)
  copy(MEMBER_TEXT, TIMESTAMP_KEY, TIMESTAMP_LEAD_BYTES)
  copy(MEMBER_TEXT + TIMESTAMP_LEAD_BYTES, timeText, timeBytes)
  const length = TIMESTAMP_LEAD_BYTES + timeBytes
  store<u8>(MEMBER_TEXT + length, 0x22)
  splice(at, valueEndAt(m), MEMBER_TEXT, length + 1)
  if (config.keyRole() == roleAt(m) || config.keyIsTime()) keyAt(at + TIMESTAMP_LEAD_BYTES, timeBytes)
}

/** Moves a key of the line's own out of the way of one that is written. */
function rename(m: usize, chosen: usize, hasMessage: bool): void {
  const role = roleAt(m)
  const at = keyStartAt(m)
  const end = keyEndAt(m)
  if (role == config.SHORT_MESSAGE) {
    if (!hasMessage) splice(at, end, MESSAGE_KEY, MESSAGE_KEY_BYTES)
    return
  }
  if (role == config.EVENT_ID && !config.hasMetadata()) return
  // A double of the chosen timestamp before it loses to it in every JSON reader, as it would have without us.
  if (role == config.TIMESTAMP && chosen > m && roleAt(chosen) == config.TIMESTAMP) return
  if (role == config.TIMESTAMP || role == config.LOG_TYPE || role == config.EVENT_ID)
    splice(end - 1, end, ORIGINAL, ORIGINAL_BYTES)
}

/** Writes a `timestamp` before all other members. */
function insertTime(start: usize, chosen: usize): void {
  const text = chosen != 0 ? timeText : config.readAtText()
  const length = chosen != 0 ? timeBytes : config.readAtBytes()
  copy(MEMBER_TEXT, TIMESTAMP_KEY, TIMESTAMP_LEAD_BYTES)
  copy(MEMBER_TEXT + TIMESTAMP_LEAD_BYTES, text, length)
  const isEmpty = out == start + 1
  store<u16>(MEMBER_TEXT + TIMESTAMP_LEAD_BYTES + length, 0x2c22)
  splice(start + 1, start + 1, MEMBER_TEXT, TIMESTAMP_LEAD_BYTES + length + (isEmpty ? 1 : 2))
  if (config.keyIsTime()) keyAt(start + 1 + TIMESTAMP_LEAD_BYTES, length)
}

// @ts-ignore: decorator
@inline
function keyAt(at: usize, length: usize): void {
  keyStart = at
  keyEnd = at + length
}

/** Of several members with the key's name the last counts, as in JSON readers. */
function keepKey(m: usize): void {
  const kind = kindAt(m)
  if (roleAt(m) != config.keyRole() || keyEnd > 0 || kind == OTHER) return
  const quote: usize = kind == STRING ? 1 : 0
  keyStart = valueStartAt(m) + quote
  keyEnd = valueEndAt(m) - quote
}

/** Replaces `[from, to)` of the record by `length` bytes; what follows moves, the key with it. */
function splice(from: usize, to: usize, text: usize, length: usize): void {
  const grows = length - (to - from)
  if (grows != 0) move(to + grows, to, out)
  copyAll(from, text, length)
  out += grows
  if (keyEnd > 0 && keyStart >= to) {
    keyStart += grows
    keyEnd += grows
  }
}
