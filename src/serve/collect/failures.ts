import { shellWord } from '../../base/shell-word.ts'
import type { FormatSpec } from '../../format/create-engine.ts'
import { Explainer, type Rejected } from '../../format/explain/explainer.ts'
import { Fixer } from '../../format/explain/fix.ts'
import { fixCommand, formatFlags, logFilesOf } from '../../format/explain/fix-command.ts'
import { type GroupFix, groupFix } from '../../format/explain/group-fix.ts'
import { expectedWords, foundWords, reasonText } from '../../format/explain/words.ts'
import type { Messages } from '../../messages/messages.ts'
import type { FailureJson } from '../api.ts'
import type { SampledReject } from './sampler.ts'

const HOUR_MS = 3_600_000
/** Groups kept, those shown, and lines of each that a fix is tried on. */
const GROUPS = 200
const SHOWN = 50
const SAMPLES = 20
const SHOWN_FILES = 5
/** Bytes of an example that are shown, around its column. */
const EXAMPLE_BYTES = 2000

interface Group {
  readonly first: SampledReject
  readonly spec: FormatSpec
  readonly explained: Pick<Rejected, 'expected' | 'found'> | undefined
  readonly files: Set<string>
  readonly samples: Buffer[]
  count: number
  lastAt: number
  /** Undefined until it was looked for; null where nothing was found. */
  fix: GroupFix | null | undefined
}

/** Lines that did not parse, in groups that failed in the same way, of the last hour; each with what would make it parse. */
export class Failures {
  readonly #specOf: (input: number, type: string) => FormatSpec
  readonly #later: (run: () => void, ms: number) => void
  readonly #groups = new Map<string, Group>()
  readonly #explainers = new Map<string, Explainer>()
  readonly #fixers = new Map<string, Fixer>()
  #fixing = false
  /** When somebody looked last, ms since the epoch. */
  #asked = 0
  #looked = 0
  #failed = 0

  /** @param specOf the format that lines of a configured input are read as, where they are read as `type` */
  constructor(
    specOf: (input: number, type: string) => FormatSpec,
    later: (run: () => void, ms: number) => void,
  ) {
    this.#specOf = specOf
    this.#later = later
  }

  add(reject: SampledReject): void {
    const { type, reason, column, line, source, at, weight } = reject
    this.#looked++
    this.#failed += weight
    const spec = this.#specOf(reject.input, type)
    const explained = this.#explain(spec, reject)
    const { expected, found } = explained ?? {}
    const key = JSON.stringify([
      type,
      spec.format,
      reason,
      // Where the format tells what it expected, that is the place, wherever in the line it is.
      expected ? null : column,
      expected?.name,
      expected?.written,
      found?.kind,
    ])
    let group = this.#groups.get(key)
    if (!group) {
      this.#makeRoom(at)
      group = {
        first: reject,
        spec,
        explained,
        files: new Set(),
        samples: [],
        count: 0,
        lastAt: at,
        fix: undefined,
      }
      this.#groups.set(key, group)
    }
    group.count += weight
    group.lastAt = at
    if (group.files.size < SHOWN_FILES) group.files.add(source)
    if (group.samples.length < SAMPLES) group.samples.push(line)
  }

  /** The largest first. Looks for fixes that are not known yet, one at a time and later: they are there at the next call. */
  list(messages: Messages, now: number): FailureJson[] {
    this.#asked = now
    const shown = this.#shown(now)
    this.#fixNext()
    return shown.map((group) => describe(group, messages))
  }

  /** One of so many lines was looked at, since the start. */
  get oneOf(): number {
    return this.#looked === 0 ? 1 : Math.max(1, Math.round((this.#failed / this.#looked) * 10) / 10)
  }

  #shown(now: number): Group[] {
    const fresh = [...this.#groups.values()].filter(({ lastAt }) => lastAt > now - HOUR_MS)
    return fresh.sort((a, b) => b.count - a.count).slice(0, SHOWN)
  }

  #explain(spec: FormatSpec, { line, reason, column }: SampledReject): Group['explained'] {
    const explained = kept(this.#explainers, spec, () => new Explainer(spec)).explain(line)
    // Columns that an earlier line named are unknown here, and a limit of the engine is no matter of the format.
    const agrees = explained.fate === 'rejected' && explained.reason === reason && explained.column === column
    return agrees ? explained : undefined
  }

  #makeRoom(now: number): void {
    if (this.#groups.size < GROUPS) return
    const rows = [...this.#groups].sort(([, a], [, b]) => a.count - b.count)
    const old = rows.find(([, { lastAt }]) => lastAt < now - HOUR_MS) ?? rows[0]!
    this.#groups.delete(old[0])
  }

  /** Trying formats on lines takes long: one group at a time, and everything else has its turn between. */
  #fixNext(): void {
    if (this.#fixing) return
    const group = this.#shown(this.#asked).find(({ fix }) => fix === undefined)
    if (!group) return
    this.#fixing = true
    this.#later(() => {
      this.#fixing = false
      // Unless one is found, there is none: what fails on the way is not tried again.
      group.fix = null
      const { first, spec, samples, count } = group
      const fixer = kept(this.#fixers, spec, () => new Fixer(spec))
      const failure = { ...first, expected: null, found: undefined, where: '' }
      group.fix = groupFix({ first: failure, count, samples }, fixer) ?? null
      this.#fixNext()
    }, 0)
  }
}

/** What was made for a format before. */
function kept<Value>(made: Map<string, Value>, spec: FormatSpec, make: () => Value): Value {
  const key = JSON.stringify(spec)
  let value = made.get(key)
  if (value === undefined) {
    value = make()
    made.set(key, value)
  }
  return value
}

function describe(
  { first, spec, explained, files, count, lastAt, fix }: Group,
  messages: Messages,
): FailureJson {
  const { reason, type, column, line, source, offset, at } = first
  const cut = Math.min(Math.max(0, column - EXAMPLE_BYTES / 2), Math.max(0, line.length - EXAMPLE_BYTES))
  const [file] = files
  const logFiles = fix ? logFilesOf(fix.fix, file) : undefined
  return {
    reason,
    reason_text: reasonText(reason, messages) ?? reason,
    type,
    count: Math.round(count),
    first: at,
    last: lastAt,
    column,
    example: {
      file: source,
      offset,
      line: line.subarray(cut, cut + EXAMPLE_BYTES).toString(),
      cut,
    },
    files: [...files],
    expected: expectedWords({ expected: explained?.expected ?? null, reason }, messages),
    found: explained ? foundWords(explained, messages) : '',
    fix: fix
      ? {
          command: fixCommand(fix.fix, file),
          log_files: logFiles === undefined ? null : JSON.stringify(logFiles),
          tried: fix.tried,
          parsed: fix.parsed,
        }
      : null,
    pending: fix === undefined,
    explain: `kinetail explain ${formatFlags(spec)} ${shellWord(line.toString())}`,
  }
}
