/**
 * A 32-bit hash of a partition key: MurmurHash3 x86_32 (Austin Appleby). `kernel/key-hash.ts` computes the same with
 * seed 0: a key must have one hash, whoever looks at it.
 * @param key UTF-8
 */
export function keyHash(key: Uint8Array, seed: number = 0): number {
  const { length } = key
  let h = seed | 0
  let i = 0
  for (; i + 4 <= length; i += 4) {
    const word = key[i]! | (key[i + 1]! << 8) | (key[i + 2]! << 16) | (key[i + 3]! << 24)
    h ^= mixed(word)
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let k = length - 1; k >= i; k--) rest = (rest << 8) | key[k]!
  if (i < length) h ^= mixed(rest)
  h ^= length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function mixed(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}
