import { at16, BACKSLASH, equal16 } from './bytes'
import { keyHash } from './key-hash'
import { md5 } from './md5'

/** What a record's key is: an own one that stands in JSON as it is; none; or one that only a string can tell. */
const PLAIN: u8 = 1
const NONE: u8 = 0
const ODD: u8 = 2

const MOST_KEY_BYTES: usize = 256

/**
 * Shards of keys seen lately: 8192 slots of 64 bytes: hash u32, shard u32, length u32, epoch u32, then the key. Users and
 * addresses repeat, and MD5 costs five times a look-up.
 */
const CACHE_SLOTS: usize = 8192
const CACHED_KEY_BYTES: usize = 48
const DIGEST = memory.data(16, 16)

/**
 * For `n` records of a block: the lane, the hash and the kind of each one's key.
 * @param bytes where the block's bytes lie
 * @param keyStart of the first record (u32 each), offsets from `bytes`; `keyEnd` likewise
 * @param lane u32 each: out. @param hash u32 each: out. @param kind u8 each: out
 * @param starts the first hash key of each shard: 16 bytes, big-endian, ascending
 * @param stripes lanes of one shard: the key's hash chooses
 * @param cache memory of `CACHE_SLOTS` slots @param epoch another number whenever `starts` changes, not 0
 * @returns how many are not PLAIN: their lane and hash are not set
 */
export function placeKeys(
  bytes: usize,
  keyStart: usize,
  keyEnd: usize,
  n: usize,
  lane: usize,
  hash: usize,
  kind: usize,
  starts: usize,
  shards: u32,
  stripes: u32,
  cache: usize,
  epoch: u32,
): u32 {
  let others: u32 = 0
  for (let i: usize = 0; i < n; i++) {
    const from = bytes + load<u32>(keyStart + (i << 2))
    const length: usize = bytes + load<u32>(keyEnd + (i << 2)) - from
    const k = length == 0 ? NONE : isPlain(from, length) ? PLAIN : ODD
    store<u8>(kind + i, k)
    if (k != PLAIN) {
      others++
      continue
    }
    const h = keyHash(from, length)
    store<u32>(hash + (i << 2), h)
    const shard = shards == 1 ? 0 : shardOf(from, length, h, starts, shards, cache, epoch)
    store<u32>(lane + (i << 2), stripes == 1 ? shard : shard * stripes + (h >> 8) % stripes)
  }
  return others
}

/** JSON text of a key that holds no backslash is the key itself. */
function isPlain(from: usize, length: usize): bool {
  if (length > MOST_KEY_BYTES) return false
  const end = from + length
  for (let p = from; p < end; p += 16) {
    const hits = equal16(at16(p), BACKSLASH)
    if (hits != 0 && p + ctz(hits) < end) return false
  }
  return true
}

function shardOf(
  from: usize,
  length: usize,
  hash: u32,
  starts: usize,
  shards: u32,
  cache: usize,
  epoch: u32,
): u32 {
  if (length > CACHED_KEY_BYTES) return findShard(from, length, starts, shards)
  const slot = cache + ((hash & <u32>(CACHE_SLOTS - 1)) << 6)
  if (
    load<u32>(slot) == hash &&
    load<u32>(slot, 8) == <u32>length &&
    load<u32>(slot, 12) == epoch &&
    memory.compare(slot + 16, from, length) == 0
  )
    return load<u32>(slot, 4)
  const shard = findShard(from, length, starts, shards)
  store<u32>(slot, hash)
  store<u32>(slot, shard, 4)
  store<u32>(slot, <u32>length, 8)
  store<u32>(slot, epoch, 12)
  memory.copy(slot + 16, from, length)
  return shard
}

/** The last shard whose range begins at or before the key's hash key. */
function findShard(from: usize, length: usize, starts: usize, shards: u32): u32 {
  md5(from, length, DIGEST)
  const high = bswap<u64>(load<u64>(DIGEST))
  const low = bswap<u64>(load<u64>(DIGEST, 8))
  let first: u32 = 0
  let last: u32 = shards - 1
  while (first < last) {
    const middle = (first + last + 1) >> 1
    const at = starts + (<usize>middle << 4)
    const startHigh = bswap<u64>(load<u64>(at))
    const startLow = bswap<u64>(load<u64>(at, 8))
    if (startHigh < high || (startHigh == high && startLow <= low)) first = middle
    else last = middle - 1
  }
  return first
}
