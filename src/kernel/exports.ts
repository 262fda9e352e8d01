/** The functions of `kernel/index.ts`, addresses and sizes as numbers (bytes). */
export interface KernelExports {
  /** First address that no constant of the module occupies. */
  heapBase(): number
  /** Address of the job (`kernel/job.ts`, `src/format/kernel-job.ts`). */
  jobAt(): number
  /** Address of the place for a format's tables. */
  formAt(): number
  /** Reads lines of the job's chunk into its block until somebody else must act; what that is. */
  run(): number
  /** Address of the next LF in `[from, end)`, `end` when there is none. */
  lineEnd(from: number, end: number): number
  /** MD5 of the `length` (at most 256) bytes at `from`, to the 16 bytes at `to`. */
  md5(from: number, length: number, to: number): void
  /** See `kernel/place-keys.ts`. Returns how many keys are not plain. */
  placeKeys(
    bytes: number,
    keyStart: number,
    keyEnd: number,
    n: number,
    lane: number,
    hash: number,
    kind: number,
    starts: number,
    shards: number,
    stripes: number,
    cache: number,
    epoch: number,
  ): number
  /** Records of a PutRecords body in JSON, from `n` places of `kernel/put-body.ts`; the address after them. */
  putJson(places: number, n: number, to: number): number
  /** The same in CBOR. */
  putCbor(places: number, n: number, to: number): number
  /** `count` records at `places` (see `kernel/pack.ts`), each with an LF, written to `to`; the end. */
  packLines(places: number, count: number, to: number): number
  /** How many of `count` records fit into an aggregate with `room` bytes for its fields; numbers their keys. */
  fitAggregate(places: number, count: number, room: number, keys: number, slots: number, mask: number): number
  /** The fields of an aggregate of `count` records, written to `to`; the end. */
  packAggregate(places: number, count: number, to: number): number
  /** MD5 of four messages (address and bytes each), of which 72 bytes behind each are written over. */
  md5x4(messages: number, digests: number): void
}
