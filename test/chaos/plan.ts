import { Random } from '../../src/source/generate/random.ts'

/** What can happen in a round. */
export const KINDS = [
  'kill',
  'term',
  'create',
  'copytruncate',
  'dated',
  'compress',
  'split',
  'merge',
  'count',
  'refuse',
  'throttle',
  'fail',
  'hang',
  'reset',
  'outage',
  'shut',
  'disk',
  'clock',
] as const
export type Kind = (typeof KINDS)[number]

/** One thing that happens, `at` ms after the first line. Times in ms. */
export type Deed =
  /** SIGKILL or SIGTERM, and the agent again after `pause`. */
  | { readonly kind: 'kill' | 'term'; readonly at: number; readonly pause: number }
  /**
   * A file is rotated. Its writer notices after `gap`: with `copytruncate` that is the time between the copy and the truncation.
   * `compress` makes `.1.gz` (or `.1.zst`) of the file that was renamed.
   */
  | {
      readonly kind: 'create' | 'copytruncate' | 'dated' | 'compress'
      readonly at: number
      readonly file: number
      readonly gap: number
      readonly zstd: boolean
    }
  /** Shards change; `pick` from 0 to 1 says which of them. */
  | { readonly kind: 'split' | 'merge' | 'count'; readonly at: number; readonly pick: number }
  /** The service misbehaves for `lasts`, with this probability. */
  | {
      readonly kind: 'refuse' | 'throttle' | 'fail' | 'hang' | 'reset'
      readonly at: number
      readonly lasts: number
      readonly rate: number
    }
  /** The endpoint's process is stopped, or its port closed. */
  | { readonly kind: 'outage' | 'shut'; readonly at: number; readonly lasts: number }
  /** The disk under the checkpoint is full. */
  | { readonly kind: 'disk'; readonly at: number; readonly lasts: number }
  /** The agent's clock jumps `by`, forwards or backwards. */
  | { readonly kind: 'clock'; readonly at: number; readonly by: number }

export interface Plan {
  readonly seed: number
  readonly round: number
  readonly pack: 'single' | 'lines' | 'kpl'
  readonly partitionKey: 'auto' | 'file'
  readonly wire: 'json' | 'cbor'
  readonly shards: number
  /** `--strict-order`: wherever single records are refused, without which only most of them keep their order. */
  readonly strictOrder: boolean
  /** The endpoint enforces the service's rates. */
  readonly limited: boolean
  /** Files are given by their paths, or by patterns that match dated names as well. */
  readonly given: 'paths' | 'patterns'
  readonly types: readonly ('apache' | 'nginx' | 'application')[]
  readonly lines: number
  /** ms in which the lines are written. */
  readonly writeMs: number
  /** How the last agent of the writing time ends. After it another one reads what is left, with `--once`. */
  readonly ending: 'drained' | 'term' | 'kill'
  /** In the order of their times. */
  readonly deeds: readonly Deed[]
}

export interface PlanOptions {
  readonly linesPerSecond: number
  /** ms of writing. */
  readonly writeMs: number
  /** Only deeds of these kinds. */
  readonly only?: readonly Kind[]
  /** So many deeds a round, instead of two to seven. */
  readonly deeds?: number
  /** One round in so many has an outage of 30 s; 0 for none. */
  readonly longOutageEvery: number
}

const LONG_OUTAGE_MS = 30_000

/** All of a round follows from seed and number: a round that failed can be had again alone. */
export function planRound(seed: number, round: number, options: PlanOptions): Plan {
  const random = new Random(Math.imul(seed, 1_000_003) + Math.imul(round, 7_919))
  const pack = (['single', 'lines', 'kpl'] as const)[(seed + round) % 3]!
  const partitionKey = (seed + Math.floor(round / 3)) % 2 === 0 ? 'auto' : 'file'
  // One key is one shard: a single busy file is more than one shard of the service takes, unpacked.
  const limited = random.chance(0.25) && !(pack === 'single' && partitionKey === 'file')
  const shards = limited && pack === 'single' ? 8 : random.int(1, 4)
  const kinds = options.only ?? KINDS
  const long = options.longOutageEvery > 0 && round % options.longOutageEvery === options.longOutageEvery - 1
  const writeMs = long ? options.writeMs + LONG_OUTAGE_MS : options.writeMs
  const types = Array.from({ length: random.int(2, 4) }, (_, i) =>
    i < 2 ? random.pick(['apache', 'nginx'] as const) : random.pick(['application', 'nginx'] as const),
  )
  types[types.length - 1] = 'application'
  const usual = random.int(2, 6)
  const deeds = Array.from({ length: options.deeds ?? usual }, () =>
    planDeed(random.pick(kinds), random, options.writeMs, types.length),
  )
  // Kills and rotation hurt most where they meet.
  if (options.only === undefined && options.deeds === undefined && random.chance(0.5))
    deeds.push(planDeed(random.pick(['kill', 'term'] as const), random, options.writeMs, types.length))
  if (long)
    deeds.push({
      kind: random.pick(['outage', 'shut'] as const),
      at: options.writeMs / 2,
      lasts: LONG_OUTAGE_MS,
    })
  return {
    seed,
    round,
    pack,
    partitionKey,
    wire: random.chance(0.2) ? 'cbor' : 'json',
    shards,
    strictOrder: deeds.some(({ kind }) => kind === 'refuse'),
    limited,
    given: random.chance(0.4) ? 'patterns' : 'paths',
    types,
    lines: Math.round((options.linesPerSecond * writeMs) / 1000),
    writeMs,
    ending: random.pick(['drained', 'term', 'kill'] as const),
    deeds: deeds.sort((a, b) => a.at - b.at),
  }
}

function planDeed(kind: Kind, random: Random, writeMs: number, files: number): Deed {
  const at = random.int(50, Math.max(50, writeMs - 100))
  switch (kind) {
    case 'kill':
    case 'term':
      return { kind, at, pause: random.pick([0, 0, random.int(0, 400)]) }
    case 'create':
    case 'copytruncate':
    case 'dated':
    case 'compress': {
      const gap = random.pick([0, random.int(1, 20), random.int(1, 200)])
      return { kind, at, file: random.int(0, files - 1), gap, zstd: random.chance(0.3) }
    }
    case 'split':
    case 'merge':
    case 'count':
      return { kind, at, pick: random.next() }
    case 'refuse':
    case 'throttle':
    case 'fail':
    case 'hang':
    case 'reset':
      return { kind, at, lasts: random.int(100, 1200), rate: random.pick([0.1, 0.3, 0.7, 1]) }
    case 'outage':
    case 'shut':
    case 'disk':
      return { kind, at, lasts: random.int(200, 1500) }
    case 'clock':
      return { kind, at, by: random.pick([-1, 1]) * random.pick([500, 90_000, 3_600_000, 40 * 86_400_000]) }
  }
}
