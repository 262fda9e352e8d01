import { READ_AT, READING_TIME, READING_TIME_BYTES } from '../job'
import { FORM, JOB } from '../map'

/**
 * What is known of an application log's lines, at FORM: written by `src/format/kernel-json.ts` with the same numbers,
 * and again whenever another engine has been at work, which also forgets the links.
 *
 * | at | bytes | what |
 * | --- | --- | --- |
 * | 0 | u32 | multiplier of the hash that gives each name below a slot of its own |
 * | 4 | u32 | role of the member that is the partition key, NO_ROLE for none |
 * | 8 | u32 | 1 when the partition key is the record's timestamp |
 * | 12 | u32 | 1 when `host` and `event_id` are added |
 * | 16 | u32 | bytes of the partition key's name when that has more than 16, else 0 |
 * | 20 | u32 | 1 where lines are joined to events |
 * | 64 | 256 | that name |
 * | 512 | 128 × 32 | keys that mean something, by hash: 16 bytes of name (zeros behind it), u32 role |
 * | 4608 | 129 × 128 | links (keys.ts), zeros at first |
 */
const MULTIPLIER: usize = 0
const KEY_ROLE: usize = 4
const KEY_IS_TIME: usize = 8
const METADATA: usize = 12
const LONG_KEY_BYTES: usize = 16
const JOINED: usize = 20
const LONG_KEY: usize = FORM + 64
const NAMES: usize = FORM + 512
export const LINKS: usize = FORM + 4608

/** Roles, as `src/format/kernel-json.ts` numbers them: one bit each. Times come first: their number is their rank. */
export const TIMESTAMP: u32 = 0
export const FIRST_COPIED: u32 = 4
export const TIMES: u32 = 17
export const LOG_TYPE: u32 = 17
export const HOST: u32 = 18
export const EVENT_ID: u32 = 19
export const SHORT_MESSAGE: u32 = 20
export const MESSAGE: u32 = 21
/** The partition key, when it has no other role. */
export const KEY: u32 = 22
export const NO_ROLE: u32 = 23

// @ts-ignore: decorator
@inline
export function keyRole(): u32 {
  return load<u32>(FORM, KEY_ROLE)
}

// @ts-ignore: decorator
@inline
export function keyIsTime(): bool {
  return load<u32>(FORM, KEY_IS_TIME) != 0
}

// @ts-ignore: decorator
@inline
export function hasMetadata(): bool {
  return load<u32>(FORM, METADATA) != 0
}

// @ts-ignore: decorator
@inline
export function isJoined(): bool {
  return load<u32>(FORM, JOINED) != 0
}

// @ts-ignore: decorator
@inline
export function readAtMs(): f64 {
  return load<f64>(JOB, READ_AT)
}

/** The time of reading as text, without quotes. */
// @ts-ignore: decorator
@inline
export function readAtText(): usize {
  return READING_TIME + 1
}

// @ts-ignore: decorator
@inline
export function readAtBytes(): usize {
  return load<u32>(JOB, READING_TIME_BYTES) - 2
}

/** Role of the key of `length` bytes at `name`; `head` is its first 16 bytes, zeros behind its end. */
// @ts-ignore: decorator
@inline
export function roleOf(name: usize, length: usize, head: v128): u32 {
  if (length > 16) return isLongKey(name, length) ? KEY : NO_ROLE
  const slot = NAMES + <usize>(((hashOf(head) * load<u32>(FORM, MULTIPLIER)) >>> 25) << 5)
  return v128.any_true(v128.xor(head, v128.load(slot))) ? NO_ROLE : load<u32>(slot, 16)
}

/** Folds a name's first 16 bytes into 32 bits. */
// @ts-ignore: decorator
@inline
export function hashOf(head: v128): u32 {
  return (
    i32x4.extract_lane(head, 0) +
    i32x4.extract_lane(head, 1) * 31 +
    i32x4.extract_lane(head, 2) * 961 +
    i32x4.extract_lane(head, 3) * 29791
  )
}

function isLongKey(name: usize, length: usize): bool {
  if (length != load<u32>(FORM, LONG_KEY_BYTES)) return false
  for (let k: usize = 0; k < length; k++) if (load<u8>(name + k) != load<u8>(LONG_KEY + k)) return false
  return true
}
