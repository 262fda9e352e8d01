/**
 * MD5 (RFC 1321), for what Kinesis uses it for: the shard of a partition key. About 0.1 µs for a key of one block.
 */

/** floor(2^32 · |sin(i + 1)|), RFC 1321 section 3.4. */
const SINES = memory.data<u32>([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
])
/** The message with its padding: a key is at most 256 bytes, so five blocks are enough. */
const MESSAGE = memory.data(320, 16)

// @ts-ignore: decorator
@inline
function step(sum: u32, a: u32, b: u32, word: u32, sine: usize, shift: i32): u32 {
  return rotl<u32>(a + sum + word + load<u32>(SINES + (sine << 2)), shift) + b
}

/** Digest of the `length` bytes at `from` (at most 256) to the 16 bytes at `to`. */
export function md5(from: usize, length: usize, to: usize): void {
  const blocks = (length + 8) / 64 + 1
  memory.fill(MESSAGE, 0, blocks * 64)
  memory.copy(MESSAGE, from, length)
  store<u8>(MESSAGE + length, 0x80)
  store<u64>(MESSAGE + blocks * 64 - 8, <u64>length << 3)
  let a0: u32 = 0x67452301
  let b0: u32 = 0xefcdab89
  let c0: u32 = 0x98badcfe
  let d0: u32 = 0x10325476
  for (let block: usize = 0; block < blocks; block++) {
    const m = MESSAGE + block * 64
    let a = a0
    let b = b0
    let c = c0
    let d = d0
    for (let i: usize = 0; i < 16; i += 4) {
      a = step(d ^ (b & (c ^ d)), a, b, load<u32>(m + (i << 2)), i, 7)
      d = step(c ^ (a & (b ^ c)), d, a, load<u32>(m + (i << 2), 4), i + 1, 12)
      c = step(b ^ (d & (a ^ b)), c, d, load<u32>(m + (i << 2), 8), i + 2, 17)
      b = step(a ^ (c & (d ^ a)), b, c, load<u32>(m + (i << 2), 12), i + 3, 22)
    }
    for (let i: usize = 16; i < 32; i += 4) {
      a = step(c ^ (d & (b ^ c)), a, b, load<u32>(m + (((5 * i + 1) & 15) << 2)), i, 5)
      d = step(b ^ (c & (a ^ b)), d, a, load<u32>(m + (((5 * i + 6) & 15) << 2)), i + 1, 9)
      c = step(a ^ (b & (d ^ a)), c, d, load<u32>(m + (((5 * i + 11) & 15) << 2)), i + 2, 14)
      b = step(d ^ (a & (c ^ d)), b, c, load<u32>(m + (((5 * i) & 15) << 2)), i + 3, 20)
    }
    for (let i: usize = 32; i < 48; i += 4) {
      a = step(b ^ c ^ d, a, b, load<u32>(m + (((3 * i + 5) & 15) << 2)), i, 4)
      d = step(a ^ b ^ c, d, a, load<u32>(m + (((3 * i + 8) & 15) << 2)), i + 1, 11)
      c = step(d ^ a ^ b, c, d, load<u32>(m + (((3 * i + 11) & 15) << 2)), i + 2, 16)
      b = step(c ^ d ^ a, b, c, load<u32>(m + (((3 * i + 14) & 15) << 2)), i + 3, 23)
    }
    for (let i: usize = 48; i < 64; i += 4) {
      a = step(c ^ (b | ~d), a, b, load<u32>(m + (((7 * i) & 15) << 2)), i, 6)
      d = step(b ^ (a | ~c), d, a, load<u32>(m + (((7 * i + 7) & 15) << 2)), i + 1, 10)
      c = step(a ^ (d | ~b), c, d, load<u32>(m + (((7 * i + 14) & 15) << 2)), i + 2, 15)
      b = step(d ^ (c | ~a), b, c, load<u32>(m + (((7 * i + 21) & 15) << 2)), i + 3, 21)
    }
    a0 += a
    b0 += b
    c0 += c
    d0 += d
  }
  store<u32>(to, a0)
  store<u32>(to, b0, 4)
  store<u32>(to, c0, 8)
  store<u32>(to, d0, 12)
}
