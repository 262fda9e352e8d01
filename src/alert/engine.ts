import type { LogBatch } from './batch.ts'
import type { Happening } from './groups.ts'
import { LogWindow } from './log-window.ts'
import { type AlertMessage, messageOf, type Origin } from './message.ts'
import type { AlertRule, SqlRule } from './rule.ts'
import { AbsentRunner } from './rules/absent-runner.ts'
import { MatchRunner } from './rules/match-runner.ts'
import { RateRunner } from './rules/rate-runner.ts'
import type { KeptRule, RuleRunner } from './rules/runner.ts'
import { SqlRunner } from './rules/sql-runner.ts'

export interface EngineOptions {
  readonly rules: readonly AlertRule[]
  readonly origin: Origin
  /** When watching begins, ms. */
  readonly now: number
  /** Told of everything that happened, in its order. */
  readonly tell: (message: AlertMessage, rule: AlertRule) => void
  /** Told when a rule cannot be asked. It is asked again next time. */
  readonly failed: (rule: AlertRule, error: unknown) => void
  /** Told whenever a rule was asked and answered. */
  readonly worked?: (rule: AlertRule) => void
}

/**
 * The rules at work: records and the clock in, messages out. It knows no other time than the one it is given, so a file is judged
 * by the same code as the log of this moment. Its methods are called one after the other.
 */
export class AlertEngine {
  readonly #options: EngineOptions
  readonly #window: LogWindow | undefined
  readonly #runners: readonly RuleRunner[]

  private constructor(options: EngineOptions, window: LogWindow | undefined) {
    this.#options = options
    this.#window = window
    this.#runners = options.rules.map((rule) => runnerOf(rule, options.now, window))
  }

  /** Checks the SQL of the rules. @throws KinetailError('config') with rule, line and column */
  static async open(options: EngineOptions): Promise<AlertEngine> {
    const sql = options.rules.filter((rule): rule is SqlRule => rule.kind === 'sql')
    const window = sql.length === 0 ? undefined : await LogWindow.open(sql)
    return new AlertEngine(options, window)
  }

  get runners(): readonly RuleRunner[] {
    return this.#runners
  }

  /** Rows that had to leave the windows before their time, because there were too many. */
  get dropped(): number {
    return this.#window?.dropped ?? 0
  }

  async take(batch: LogBatch): Promise<void> {
    if (batch.lines.length === 0) return
    for (const runner of this.#runners) if (runner.take) this.#tell(runner.rule, runner.take(batch))
    await this.#window?.take(batch)
  }

  /** How far back rules with SQL look, ms; undefined where there are none. */
  get longestWindowMs(): number | undefined {
    return this.#window?.longestMs
  }

  /** Records that were judged in the process before are about to come, for windows that look back at them. */
  refilling(now: number): void {
    for (const runner of this.#runners) runner.refilling?.(now)
  }

  /** Some of them: each with its own time. */
  async refill(batch: LogBatch, now: number): Promise<void> {
    await this.#window?.take(batch, now)
  }

  /** All of them came. */
  refilled(now: number): void {
    for (const runner of this.#runners) runner.refilled?.(now)
  }

  async evaluate(now: number): Promise<void> {
    for (const runner of this.#runners) {
      try {
        const answer = runner.evaluate(now)
        // Not awaited where there is nothing to wait for: most rules answer at once.
        const happened = Array.isArray(answer) ? answer : await answer
        if (happened === undefined) continue
        this.#tell(runner.rule, happened)
        this.#options.worked?.(runner.rule)
      } catch (error) {
        this.#options.failed(runner.rule, error)
      }
    }
  }

  /** When the clock alone may next make something happen, ms; Infinity: never. */
  wake(now: number): number {
    return Math.min(...this.#runners.map((runner) => runner.wake(now)))
  }

  /**
   * Goes on with what rules did in the process before. Before the first record.
   * @param now ms
   */
  restore(kept: Readonly<Record<string, KeptRule>>, now: number): void {
    for (const runner of this.#runners) {
      const own = kept[runner.rule.name]
      if (own) runner.restore(own, now)
    }
  }

  keep(): Record<string, KeptRule> {
    return Object.fromEntries(this.#runners.map((runner) => [runner.rule.name, runner.keep()]))
  }

  close(): void {
    this.#window?.close()
  }

  #tell(rule: AlertRule, happened: readonly Happening[]): void {
    const { origin, tell } = this.#options
    for (const one of happened) {
      if (one.what === 'recovered' && !rule.recovery) continue
      const where = rule.kind === 'sql' ? this.#window!.whereOf(rule) : undefined
      tell(messageOf({ ...one, rule, where }, origin), rule)
    }
  }
}

function runnerOf(rule: AlertRule, now: number, window: LogWindow | undefined): RuleRunner {
  switch (rule.kind) {
    case 'match':
      return new MatchRunner(rule)
    case 'sql':
      return new SqlRunner(rule, window!)
    case 'absent':
      return new AbsentRunner(rule, now)
    case 'rate':
      return new RateRunner(rule, now)
  }
}
