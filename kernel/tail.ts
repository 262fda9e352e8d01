import { HOST_TAIL, HOST_TAIL_BYTES, TAIL, TAIL_BYTES } from './job'
import { JOB, SCRATCH } from './map'
import { eightDigits } from './numbers'

/** Offsets below this have eight digits or fewer. */
const EIGHT: u64 = 100000000
/** The digits of an offset before its last eight: the same for 100 MB of a file, so they are kept as text. */
const HIGH: usize = SCRATCH
let highStart: u64 = u64.MAX_VALUE
let highBytes: usize = 0

/** Writes host and event id of the line at `offset` in its file. The text of the tail is at most 1 KiB. */
export function writeTail(o: usize, ownHost: bool, offset: u64): usize {
  const text = ownHost ? TAIL : HOST_TAIL
  const bytes: usize = ownHost ? load<u32>(JOB, TAIL_BYTES) : load<u32>(JOB, HOST_TAIL_BYTES)
  for (let i: usize = 0; i < bytes; i += 32) {
    v128.store(o + i, v128.load(text + i))
    v128.store(o + i + 16, v128.load(text + i + 16))
  }
  o = writeOffset(o + bytes, offset)
  store<u8>(o, 0x22)
  return o + 1
}

function writeOffset(o: usize, offset: u64): usize {
  if (offset < EIGHT) {
    const digits = eightDigits(<u32>offset)
    const zeros = ctz(digits | (1 << 56)) & ~7
    store<u64>(o, (digits | 0x3030303030303030) >> zeros)
    return o + 8 - <usize>(zeros >> 3)
  }
  if (offset - highStart >= EIGHT) keepHigh(offset)
  v128.store(o, v128.load(HIGH))
  store<u64>(o + highBytes, eightDigits(<u32>(offset - highStart)) | 0x3030303030303030)
  return o + highBytes + 8
}

function keepHigh(offset: u64): void {
  let high = offset / EIGHT
  highStart = high * EIGHT
  highBytes = 0
  for (let rest = high; rest > 0; rest /= 10) highBytes++
  for (let i = highBytes; i > 0; high /= 10) store<u8>(HIGH + --i, 0x30 + <u8>(high % 10))
}
