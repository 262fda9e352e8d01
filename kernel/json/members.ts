/**
 * The members of a line that have a role, in the order of the line, 32 bytes each:
 *
 * | at | what (u32, addresses) |
 * | --- | --- |
 * | 0 | role |
 * | 4 | kind: what the value begins with |
 * | 8, 12 | key in the output, quotes included |
 * | 16, 20 | value in the output |
 * | 24 | value in the line: the same text, unless bytes of it were not UTF-8 |
 */
/** Bytes of one. */
export const MEMBER_BYTES: usize = 32
/** A line with more of them is left to the reference. */
export const MOST_MEMBERS: usize = 16

export const STRING: u32 = 1
export const NUMBER: u32 = 2
export const OTHER: u32 = 3

// @ts-ignore: decorator
@inline
export function putMember(
  m: usize,
  role: u32,
  kind: u32,
  keyStart: usize,
  keyEnd: usize,
  valueStart: usize,
  valueEnd: usize,
  source: usize,
): void {
  store<u32>(m, role)
  store<u32>(m, kind, 4)
  store<u32>(m, <u32>keyStart, 8)
  store<u32>(m, <u32>keyEnd, 12)
  store<u32>(m, <u32>valueStart, 16)
  store<u32>(m, <u32>valueEnd, 20)
  store<u32>(m, <u32>source, 24)
}

// @ts-ignore: decorator
@inline
export function roleAt(m: usize): u32 {
  return load<u32>(m)
}

// @ts-ignore: decorator
@inline
export function kindAt(m: usize): u32 {
  return load<u32>(m, 4)
}

// @ts-ignore: decorator
@inline
export function keyStartAt(m: usize): usize {
  return load<u32>(m, 8)
}

// @ts-ignore: decorator
@inline
export function keyEndAt(m: usize): usize {
  return load<u32>(m, 12)
}

// @ts-ignore: decorator
@inline
export function valueStartAt(m: usize): usize {
  return load<u32>(m, 16)
}

// @ts-ignore: decorator
@inline
export function valueEndAt(m: usize): usize {
  return load<u32>(m, 20)
}

// @ts-ignore: decorator
@inline
export function sourceAt(m: usize): usize {
  return load<u32>(m, 24)
}
