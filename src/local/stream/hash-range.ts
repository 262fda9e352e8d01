import { hash } from 'node:crypto'

/** Hash keys are 128-bit numbers: MD5 of the partition key, or an explicit hash key. */
export const HASH_KEYS: bigint = 1n << 128n

/** Both ends belong to the range. */
export interface HashRange {
  readonly start: bigint
  readonly end: bigint
}

/** `count` ranges of equal width as CreateStream makes them; the last one takes what the division leaves. */
export function evenRanges(count: number): HashRange[] {
  const width = HASH_KEYS / BigInt(count)
  return Array.from({ length: count }, (_, i) => ({
    start: width * BigInt(i),
    end: (i === count - 1 ? HASH_KEYS : width * BigInt(i + 1)) - 1n,
  }))
}

/** Hash key of a partition key as 32 hexadecimal digits, which order as the numbers do and compare faster. */
export function hashOfKey(partitionKey: string): string {
  return hash('md5', partitionKey, 'hex')
}

export function hexOfHash(value: bigint): string {
  return value.toString(16).padStart(32, '0')
}
