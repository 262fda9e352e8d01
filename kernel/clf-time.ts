import { daysFromCivil, isDate, isTimeOfDay, putDateTime, two } from './civil'
import { TIME_CACHE } from './map'

/** Length of `15/Jan/2024:10:30:45 +0000`. */
export const CLF_TIME_BYTES: usize = 26
/** Length of `"2024-01-15T10:30:45+00:00"`, with its quotes. */
export const CLF_TEXT_BYTES: usize = 27

/** A place of the cache: the time as it was read, its JSON text, ms since the epoch (f64). */
const PLACE_BYTES: usize = 128
const TEXT: usize = 32
const MS: usize = 64

/**
 * The place of the cache that holds the time at `i`, 0 when it is none. Lines of one second come by the hundred, those of
 * the seconds around it between them: 64 places, found by the second, compared in whole.
 * `CLF_TIME_BYTES` bytes of the line must be there.
 */
// @ts-ignore: decorator
@inline
export function clfTime(i: usize): usize {
  const seconds = (<u32>load<u8>(i, 18) & 15) * 10 + (<u32>load<u8>(i, 19) & 15)
  const place = TIME_CACHE + <usize>(seconds & 63) * PLACE_BYTES
  const head = v128.xor(v128.load(i), v128.load(place))
  const rest = v128.xor(v128.load(i, 10), v128.load(place, 10))
  if (!v128.any_true(v128.or(head, rest))) return place
  return convert(i, place)
}

// @ts-ignore: decorator
@inline
export function clfText(place: usize): usize {
  return place + TEXT
}

// @ts-ignore: decorator
@inline
export function clfMs(place: usize): f64 {
  return load<f64>(place, MS)
}

function convert(i: usize, place: usize): usize {
  if (load<u8>(i, 2) != 0x2f || load<u8>(i, 6) != 0x2f || load<u8>(i, 11) != 0x3a) return 0
  if (load<u8>(i, 14) != 0x3a || load<u8>(i, 17) != 0x3a || load<u8>(i, 20) != 0x20) return 0
  const month = monthOf(load<u32>(i, 3) & 0xffffff)
  const day = two(i)
  const century = two(i + 7)
  const yearOfCentury = two(i + 9)
  const hour = two(i + 12)
  const minute = two(i + 15)
  const second = two(i + 18)
  const sign = load<u8>(i, 21)
  const offsetHours = two(i + 22)
  const offsetMinutes = two(i + 24)
  if (century > 99 || yearOfCentury > 99) return 0
  const year = century * 100 + yearOfCentury
  if (!isDate(year, month, day) || !isTimeOfDay(hour, minute, second)) return 0
  if (offsetHours > 23 || offsetMinutes > 59 || (sign != 0x2b && sign != 0x2d)) return 0
  const east = <i32>(offsetHours * 60 + offsetMinutes)
  const offset = sign == 0x2d ? -east : east
  v128.store(place, v128.load(i))
  v128.store(place, v128.load(i, 10), 10)
  store<u8>(place, 0x22, TEXT)
  putDateTime(place + TEXT + 1, year, month, day, hour, minute, second)
  // `+0000`, then its last two digits once more behind the colon.
  store<u32>(place, load<u32>(i, 21), TEXT + 20)
  store<u8>(place, 0x3a, TEXT + 23)
  store<u16>(place, load<u16>(i, 24), TEXT + 24)
  store<u8>(place, 0x22, TEXT + 26)
  const seconds = <i32>(hour * 3600 + second) + (<i32>minute - offset) * 60
  store<f64>(place, (<f64>daysFromCivil(year, month, day) * 86400 + <f64>seconds) * 1000, MS)
  return place
}

/** 1 to 12 by the three letters of the English name, 0 for anything else. */
function monthOf(name: u32): u32 {
  switch (name) {
    case 0x6e614a:
      return 1
    case 0x626546:
      return 2
    case 0x72614d:
      return 3
    case 0x727041:
      return 4
    case 0x79614d:
      return 5
    case 0x6e754a:
      return 6
    case 0x6c754a:
      return 7
    case 0x677541:
      return 8
    case 0x706553:
      return 9
    case 0x74634f:
      return 10
    case 0x766f4e:
      return 11
    case 0x636544:
      return 12
  }
  return 0
}
