import { isDigit } from './classes'
import { State } from './state'

/**
 * Whether `[from, to)` is an IP address, as `isIP` of `node:net` has it. Zones (`%eth0`) and IPv6 addresses that end like
 * IPv4 ones are not told apart here: State.unsure is set, and the answer no.
 */
export function isAddress(from: usize, to: usize): bool {
  if (to - from < 2 || to - from > 45) return false
  let colons = 0
  for (let i = from; i < to; i++) if (load<u8>(i) == 0x3a) colons++
  return colons == 0 ? isIPv4(from, to) : isIPv6(from, to)
}

function isIPv4(from: usize, to: usize): bool {
  let i = from
  for (let part = 0; part < 4; part++) {
    const start = i
    let value: u32 = 0
    while (i < to && i - start < 4 && isDigit(load<u8>(i))) value = value * 10 + <u32>load<u8>(i++) - 0x30
    if (i == start || value > 255 || (i - start > 1 && load<u8>(start) == 0x30)) return false
    if (part == 3) return i == to
    if (i >= to || load<u8>(i) != 0x2e) return false
    i++
  }
  return false
}

function isIPv6(from: usize, to: usize): bool {
  let groups = 0
  let digits = 0
  let doubled = false
  for (let i = from; i < to; i++) {
    const byte: u32 = load<u8>(i)
    if (isDigit(byte) || (byte | 0x20) - 0x61 < 6) {
      if (++digits == 1) groups++
      if (digits > 4) return false
    } else if (byte == 0x3a) {
      const isDouble = i + 1 < to && load<u8>(i, 1) == 0x3a
      if (isDouble) {
        if (doubled) return false
        doubled = true
        i++
      } else if (digits == 0 || i + 1 == to) return false
      digits = 0
    } else {
      State.unsure = true
      return false
    }
  }
  return doubled ? groups < 8 : groups == 8
}
