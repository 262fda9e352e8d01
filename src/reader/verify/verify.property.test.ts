import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import type { Kinesis } from '../../aws/client.ts'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { fingerprintOf, generationOf } from '../../source/tail/identity.ts'
import { TRIM_HORIZON } from '../position.ts'
import { isProof } from './report.ts'
import { verify } from './verify.ts'

interface Arrival {
  readonly id: string
  readonly key: string
}

/** A stream of one shard that holds these events, in this order. */
function streamOf(arrivals: readonly Arrival[]): Pick<Kinesis, 'call'> {
  const Records = arrivals.map(({ id, key }, i) => ({
    Data: Buffer.from(`{"event_id":"${id}"}`),
    SequenceNumber: String(i),
    PartitionKey: key,
  }))
  const answers: Record<string, object> = {
    ListShards: { Shards: [{ ShardId: 's0' }] },
    GetShardIterator: { ShardIterator: 'i' },
    GetRecords: { Records, NextShardIterator: null, MillisBehindLatest: 0 },
  }
  return { call: (async (name: string) => answers[name]) as Kinesis['call'] }
}

interface File {
  readonly lines: readonly string[]
  /** Ends without a line end. */
  readonly torn: boolean
  /** How many lines the checkpoint calls settled; none where there is no checkpoint. */
  readonly settled: number | undefined
}

/** One arrival or dead letter: file, line (one beyond the last is beyond the end), key, and bytes beside the line's beginning. */
type Deed = readonly [file: number, line: number, key: number, beside: 0 | 1]

const line = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 2, maxLength: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom('', ' \t', '\r') },
)
const file: fc.Arbitrary<File> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 12 }),
  torn: fc.boolean(),
  settled: fc.option(fc.nat(12), { nil: undefined }),
})
const deed: fc.Arbitrary<Deed> = fc.tuple(
  fc.nat(2),
  fc.nat(12),
  fc.nat(2),
  fc.oneof(
    { weight: 15, arbitrary: fc.constant(0 as const) },
    { weight: 1, arbitrary: fc.constant(1 as const) },
  ),
)

function startsOf({ lines }: File): number[] {
  let at = 0
  return lines.map((text) => {
    const start = at
    at += text.length + 1
    return start
  })
}

/** Each file begins with a line that no other has: the same generation is not to be found twice. */
function named(files: readonly File[]): File[] {
  return files.map((one, i) => ({ ...one, lines: [`file ${i}`, ...one.lines] }))
}

it('counts what a simple model counts, whatever came, however often and in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { minLength: 1, maxLength: 3 }).map(named),
      fc.array(deed, { maxLength: 60 }),
      fc.array(deed, { maxLength: 6 }),
      fc.array(deed, { maxLength: 6 }),
      async (files, arrived, letters, replays) => {
        const folder = temporaryFolder()
        const written = files.map((one, i) => {
          const path = join(folder, `${i}.log`)
          const text = one.lines.join('\n') + (one.torn ? '' : '\n')
          writeFileSync(path, text)
          const { dev, ino } = statSync(path, { bigint: true })
          const identity = { device: String(dev), inode: String(ino) }
          const head = Buffer.from(text)
          const starts = startsOf(one)
          const size = text.length
          const unfinished = one.torn && one.lines.at(-1)! !== ''
          return {
            path,
            identity,
            head,
            starts,
            size,
            unfinished,
            name: generationOf('h', identity, 0, head),
          }
        })
        const placeOf = ([i, n, key, beside]: Deed): { i: number; offset: number; key: string } => {
          const { starts, size } = written[i % files.length]!
          return { i: i % files.length, offset: (starts[n] ?? size + 20) + beside, key: `k${key}` }
        }
        const places = arrived.map(placeOf)
        const dead = letters.map(placeOf)
        const sentAgain = replays.map(placeOf)
        const checkpoints = files.flatMap(({ settled }, i): Checkpoint[] => {
          const { path, identity, head, starts, size, name } = written[i]!
          if (settled === undefined) return []
          const at = { name: path, path, offset: starts[settled] ?? size, updated: 0 }
          return [{ ...identity, truncations: 0, generation: name, fingerprint: fingerprintOf(head), ...at }]
        })
        const deadLetter = join(folder, 'letters')
        const notes = (those: typeof dead): string =>
          those
            .map(({ i, offset }) => `${JSON.stringify({ generation: written[i]!.name, offset })}\n`)
            .join('')
        writeFileSync(deadLetter, notes(dead))
        writeFileSync(`${deadLetter}.replayed`, notes(sentAgain))
        const report = await verify(
          streamOf(places.map(({ i, offset, key }) => ({ id: `${written[i]!.name}:${offset}`, key }))),
          {
            ...{
              inputs: written.map(({ path }) => ({ path })),
              rotated: false,
              folder,
              checkpoints,
              deadLetter,
            },
            ...{
              read: { streamName: 's', from: TRIM_HORIZON },
              host: 'h',
              partitionKey: 'auto',
              examples: 1000,
            },
          },
        )
        const counted = report.files.map((found) => {
          const { lines, delivered, replayed, deadLettered, filtered, missing, pending, unfinished } = found
          const { doubledBefore, doubledAfter, outOfOrder, misplaced, beyond } = found
          return {
            ...{ lines, delivered, replayed, deadLettered, filtered, missing, pending, unfinished },
            ...{ doubledBefore, doubledAfter, outOfOrder, misplaced, beyond },
          }
        })
        const expected = files.map((one, i) => model(one, i))
        expect(counted).toEqual(expected)
        expect(isProof(report)).toBe(
          expected.every((of) => of.missing + of.pending + of.outOfOrder + of.misplaced === 0),
        )

        function model(one: File, i: number): (typeof counted)[number] {
          const { starts, size, unfinished } = written[i]!
          const came = places.filter((place) => place.i === i)
          const offsets = new Set(came.map(({ offset }) => offset))
          const letters = new Set(dead.filter((place) => place.i === i).map(({ offset }) => offset))
          const lateOnes = new Set([
            ...letters,
            ...sentAgain.filter((place) => place.i === i).map(({ offset }) => offset),
          ])
          const settledTo =
            one.settled === undefined ? Number.POSITIVE_INFINITY : (starts[one.settled] ?? size)
          const fates = starts
            .filter((start) => start < size)
            .map((start, n) => {
              const last = n === starts.length - 1
              if (offsets.has(start)) return 'delivered'
              if (letters.has(start)) return 'deadLettered'
              if (last && unfinished) return 'unfinished'
              if (one.lines[n]!.trim() === '') return 'filtered'
              return start >= settledTo ? 'pending' : 'missing'
            })
          const of = (fate: string): number => fates.filter((one) => one === fate).length
          const begins = new Set(starts.filter((start) => start < size))
          const strange = new Set([...offsets, ...letters].filter((offset) => !begins.has(offset)))
          return {
            lines: fates.length - of('unfinished'),
            delivered: of('delivered'),
            replayed: [...begins].filter((start) => offsets.has(start) && lateOnes.has(start)).length,
            deadLettered: of('deadLettered'),
            filtered: of('filtered'),
            missing: of('missing'),
            pending: of('pending'),
            unfinished: of('unfinished'),
            doubledBefore: came.length - offsets.size,
            doubledAfter: 0,
            outOfOrder: late(came.filter(({ offset }) => !lateOnes.has(offset))),
            misplaced: [...strange].filter((offset) => offset < size).length,
            beyond: [...strange].filter((offset) => offset >= size && offsets.has(offset)).length,
          }
        }
      },
    ),
    { numRuns: 150 },
  )
})

/** First arrivals that come behind a later line of their key. */
function late(came: readonly { readonly offset: number; readonly key: string }[]): number {
  const seen = new Set<number>()
  const last = new Map<string, number>()
  let count = 0
  for (const { offset, key } of came) {
    if (seen.has(offset)) continue
    seen.add(offset)
    if (offset < (last.get(key) ?? -1)) count++
    else last.set(key, offset)
  }
  return count
}
