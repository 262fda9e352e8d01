import { AlertEngine, type EngineOptions } from './engine.ts'

/** A record of a log file. */
export interface TimedLine {
  /** Its JSON. */
  readonly line: string
  /** The event's own time, ms; NaN where it has none: that of the record before is taken. */
  readonly at: number
  readonly file: string
}

export interface Rehearsal {
  readonly records: number
  /** Event time of the first record and of the last, ms; undefined without records. */
  readonly first: number | undefined
  readonly last: number | undefined
  /** Alerts that were on at the end. */
  readonly firing: readonly { readonly rule: string; readonly key: string; readonly since: number }[]
}

/** Lines that go to the rules together at most. */
const BATCH_LINES = 2000

/**
 * Runs rules over records in the order of their own times, as fast as that goes. The clock is theirs: windows, `for`, `cooldown` and
 * `absent` mean what they mean while a log is written. A record that is earlier than the one before is taken at the time of that one.
 * It ends with the last record: what would have come or stayed away after it nobody knows.
 */
export async function rehearse(
  records: AsyncIterable<TimedLine>,
  options: Omit<EngineOptions, 'now'>,
): Promise<Rehearsal> {
  // The clock's step: as often as the rule that looks most often.
  const every = Math.min(1000, ...options.rules.map((rule) => (rule.kind === 'sql' ? rule.everyMs : 1000)))
  let engine: AlertEngine | undefined
  let clock = Number.NEGATIVE_INFINITY
  let first: number | undefined
  let tick = 0
  let count = 0
  let pending: TimedLine[] = []
  const flush = async (): Promise<void> => {
    if (pending.length === 0) return
    const batch = pending
    pending = []
    await engine!.take({
      lines: batch.map(({ line }) => line),
      at: batch.map(({ at }) => at),
      file: batch.map(({ file }) => file),
    })
  }
  try {
    for await (const { line, at, file } of records) {
      if (first === undefined) {
        clock = first = Number.isNaN(at) ? Date.now() : at
        tick = clock + every
        engine = await AlertEngine.open({ ...options, now: clock })
      }
      if (at > clock) clock = at
      while (clock > tick) {
        await flush()
        await engine!.evaluate(tick)
        const wake = engine!.wake(tick)
        // Where nothing can happen, the clock goes on to the next thing that can.
        tick = wake <= tick ? tick + every : Math.max(tick + every, Math.min(wake, clock))
      }
      count++
      pending.push({ line, at: clock, file })
      if (pending.length >= BATCH_LINES) await flush()
    }
    // Rules are checked where there is no record, too.
    engine ??= await AlertEngine.open({ ...options, now: Date.now() })
    await flush()
    if (first !== undefined) await engine.evaluate(clock)
    const firing = engine.runners.flatMap((runner) =>
      [...runner.groups()].flatMap(({ key, phase }) =>
        phase === undefined || phase.name === 'pending'
          ? []
          : [{ rule: runner.rule.name, key, since: phase.since }],
      ),
    )
    return { records: count, first, last: first === undefined ? undefined : clock, firing }
  } finally {
    engine?.close()
  }
}
