import fc from 'fast-check'

/** One change of a line: at a place, so many bytes away, others in. */
const PIECES = [
  [],
  [0x22],
  [0x5c],
  [0x5c, 0x22],
  [0x20],
  [0x20, 0x20],
  [0x00],
  [0x09],
  [0x0d],
  [0x1b],
  [0xff],
  [0xc3, 0xa9],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f, 0x98],
  [0x2d],
  [0x2c, 0x20],
  [0x3a],
  [0x5b],
  [0x5d],
  [0x7b, 0x22],
  [0x30, 0x30],
  [0x2e],
  ...['\\x', '\\xe9', '\\x1g', '\\ud83d', '\\u0041', 'HTTP/1.1"', ' [15/', '+0530]'].map((text) => [
    ...Buffer.from(text),
  ]),
] as const
const change = fc.record({
  at: fc.nat(),
  removed: fc.nat({ max: 3 }),
  piece: fc.constantFrom(...PIECES),
  times: fc.constantFrom(1, 1, 1, 1, 2, 17, 70),
})

/** Lines as they are, or damaged in up to three places. */
function damaged(line: fc.Arbitrary<string>): fc.Arbitrary<number[]> {
  const changes = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
  )
  return fc.tuple(line, changes).map(([text, all]) => {
    let bytes = [...Buffer.from(text)]
    for (const { at, removed, piece, times } of all)
      bytes = bytes.toSpliced(
        bytes.length === 0 ? 0 : at % (bytes.length + 1),
        removed,
        ...repeated(piece, times),
      )
    return bytes
  })
}

function repeated(piece: readonly number[], times: number): number[] {
  return Array.from({ length: times }, () => piece).flat()
}

/** What a line ends in. */
const ending = fc.constantFrom(
  [0x0a],
  [0x0a],
  [0x0a],
  [0x0d, 0x0a],
  [0x0d, 0x0d, 0x0a],
  [0x0a, 0x0a],
  [0x0a, 0x20, 0x0a],
)

/**
 * A chunk: whole lines of `line`, some of them damaged; with or without a last LF; sometimes begun in the middle of a
 * line, or so that a line ends near a border of 16, 32 or 64 bytes; sometimes bytes of any kind.
 */
export function chunkOf(line: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const lines = fc
    .record({
      lines: fc.array(fc.tuple(damaged(line), ending), { maxLength: 8 }),
      padding: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.nat({ max: 70 }) },
      ),
      from: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat() }),
      isEnded: fc.boolean(),
      follower: line,
      followers: fc.constantFrom(0, 0, 60),
    })
    .map(({ lines, padding, from, isEnded, follower, followers }) => {
      const bytes = [
        ...(padding === 0 ? [] : [...Array<number>(padding).fill(0x78), 0x0a]),
        ...lines.flat(2),
        // With many lines behind them the block is large, and the kernel dares more with these.
        ...Buffer.from(`${follower}\n`.repeat(followers)),
      ]
      const start = bytes.length === 0 ? 0 : from % bytes.length
      return Uint8Array.from(isEnded ? bytes.slice(start) : bytes.slice(start, -1))
    })
  return fc.oneof(
    { weight: 12, arbitrary: lines },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  )
}
