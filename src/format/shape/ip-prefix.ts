import { isIPv4, isIPv6 } from '../ip.ts'

/** What stands in the place of something hidden. */
export const MASK = '***'

/** Bits that stay when nobody says how many: a home or an office, not a person (the usual lengths of web analytics). */
export const DEFAULT_PREFIX: readonly [number, number] = [24, 48]

/** What may stand around an address in a list of them: a port, brackets, `for=` and quotes. */
const PART = /^(?:for=)?"?\[?([0-9A-Fa-f:.]+?)(?:%[^\]]*)?\]?(?::\d+)?"?$/i

/**
 * The network of an address, `203.0.113.77` → `203.0.113.0`, `2001:db8:1:2::7` → `2001:db8:1::`; in a list each. Ports go, and what is no
 * address becomes `***`: a host name tells as much.
 */
export function networksOf(text: string, [v4, v6]: readonly [number, number]): string {
  return text
    .split(',')
    .map((part) => networkOf(part.trim(), v4, v6))
    .join(', ')
}

function networkOf(part: string, v4: number, v6: number): string {
  if (part === '-' || part === '' || part === 'unknown') return part
  if (isIPv6(part)) return networkV6(part, v4, v6)
  const address = PART.exec(part)?.[1] ?? ''
  if (isIPv4(address)) return networkV4(address, v4)
  return isIPv6(address) ? networkV6(address, v4, v6) : MASK
}

function networkV4(address: string, bits: number): string {
  const bytes = address.split('.').map(Number)
  return bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))) & 0xff).join('.')
}

function networkV6(address: string, v4: number, v6: number): string {
  const plain = address.replace(/%.*$/, '')
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain)
  // An address of IPv4 in the clothes of IPv6.
  if (dotted && /^(?:0*:)*(?:ffff:)?$/i.test(dotted[1]!)) return dotted[1]! + networkV4(dotted[2]!, v4)
  const groups = groupsOf(dotted ? dotted[1]! + hexOf(dotted[2]!) : plain)
  const kept = groups.map(
    (group, i) => group & (0xffff0000 >>> Math.min(16, Math.max(0, v6 - i * 16))) & 0xffff,
  )
  return written(kept)
}

function hexOf(v4: string): string {
  const [a, b, c, d] = v4.split('.').map(Number)
  return `${((a! << 8) | b!).toString(16)}:${((c! << 8) | d!).toString(16)}`
}

function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [before, after] = [parse(head), parse(tail ?? '')]
  if (tail === undefined) return before
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after]
}

/** The shortest form: the longest run of zeros is `::` (RFC 5952). */
function written(groups: readonly number[]): string {
  let best = 0
  let bestAt = -1
  for (let i = 0; i < groups.length; i++) {
    let length = 0
    while (groups[i + length] === 0) length++
    if (length > best) [best, bestAt] = [length, i]
  }
  const hex = groups.map((group) => group.toString(16))
  if (best < 2) return hex.join(':')
  return `${hex.slice(0, bestAt).join(':')}::${hex.slice(bestAt + best).join(':')}`
}
