/**
 * A 32-bit hash of a key: MurmurHash3 x86_32 (Austin Appleby), seed 0. `src/batch/key-hash.ts` computes the same in
 * TypeScript: a key must have one hash, whoever looks at it.
 */
export function keyHash(from: usize, length: usize): u32 {
  let h: u32 = 0
  let p = from
  const words = from + (length & ~3)
  for (; p < words; p += 4) {
    h ^= rotl<u32>(load<u32>(p) * 0xcc9e2d51, 15) * 0x1b873593
    h = rotl<u32>(h, 13) * 5 + 0xe6546b64
  }
  const left = length & 3
  if (left != 0) {
    const word: u32 = load<u32>(p) & ((1 << (<u32>left << 3)) - 1)
    h ^= rotl<u32>(word * 0xcc9e2d51, 15) * 0x1b873593
  }
  h ^= <u32>length
  h = (h ^ (h >> 16)) * 0x85ebca6b
  h = (h ^ (h >> 13)) * 0xc2b2ae35
  return h ^ (h >> 16)
}
