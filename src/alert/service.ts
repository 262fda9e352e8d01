import type { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { type Say, Trouble } from '../sink/trouble.ts'
import type { LogBatch } from './batch.ts'
import type { AlertEvent, RuleState } from './board.ts'
import { AlertEngine } from './engine.ts'
import { type AlertMessage, conditionOf, type Origin } from './message.ts'
import { DEFAULT_NOTIFIERS, openNotifier } from './notify/open.ts'
import { Outbox } from './notify/outbox.ts'
import type { NotifierSpec } from './notify/spec.ts'
import type { AlertRule } from './rule.ts'
import { ruleState } from './rule-state.ts'
import { loadAlerts, StateWriter } from './state-file.ts'

export interface ServiceSetup {
  readonly rules: readonly AlertRule[]
  readonly notifiers: Readonly<Record<string, NotifierSpec>> | undefined
  readonly origin: Origin
}

export interface ServicePorts {
  readonly say: Say
  /** Prints a message where a person looks. */
  readonly terminal: (message: AlertMessage) => void
  /** Told of every message, whoever is told besides. */
  readonly onMessage?: (message: AlertMessage) => void
  readonly onStates?: (states: readonly RuleState[]) => void
  readonly onEvent?: (event: Omit<AlertEvent, 'id'>) => void
  /** ms since the epoch; the system's clock unless told. */
  readonly now?: () => number
}

/** Rules look at the clock at least so often, ms. */
const LONGEST_TICK_MS = 1000
/** What comparisons need is kept so often, ms. */
const KEEP_MS = 60_000

/**
 * The rules and those they tell, by the clock of this machine. Whatever fails here is said and goes on; only what the configuration is to
 * blame for is thrown, at the start.
 */
export class AlertService {
  readonly #setup: ServiceSetup
  readonly #ports: ServicePorts
  #engine!: AlertEngine
  readonly #outboxes: Outbox[] = []
  #writer: StateWriter | undefined
  #writing: Promise<void> | undefined
  readonly #now: () => number
  /** The newest message of each alert, by rule and group. */
  readonly #messages = new Map<string, string>()
  /** By rule: what is wrong with it, and since when. */
  readonly #health = new Map<string, { readonly trouble: Trouble; last: string | null }>()
  #timer: NodeJS.Timeout | undefined
  /** Records and ticks go one after the other. */
  #turn: Promise<void> = Promise.resolve()
  #ticking = false
  #changed = false
  #stale = false
  #keptAt = 0
  #dropped = 0

  private constructor(setup: ServiceSetup, ports: ServicePorts) {
    const { say, now = Date.now } = ports
    this.#setup = setup
    this.#ports = ports
    this.#now = now
    this.#keptAt = now()
    for (const { name } of setup.rules) {
      const words = {
        fails: (reason: string) => reason,
        works: (after: string) => text.alert.ruleWorks(name, after),
      }
      this.#health.set(name, { trouble: new Trouble(say, words), last: null })
    }
  }

  /** @throws KinetailError('config') for SQL or a notifier that cannot be used */
  static async open(setup: ServiceSetup, ports: ServicePorts): Promise<AlertService> {
    const service = new AlertService(setup, ports)
    await service.#open()
    return service
  }

  /**
   * Goes on where the process before ended, and keeps from now on what the next one needs. Before the first record.
   * @param path of the file that keeps it; nobody else writes it
   */
  begin(path: string): Promise<void> {
    const warn = (words: string): void => this.#ports.say.warn(words)
    return this.#next(async () => {
      const kept = await loadAlerts(path, warn)
      this.#engine.restore(kept.rules, this.#now())
      for (const outbox of this.#outboxes)
        for (const message of kept.waiting[outbox.name] ?? []) outbox.push(message)
      this.#writer = new StateWriter(path, warn)
    })
  }

  /** Resolves when the rules have seen the records; whoever waits for it hands over no more than they can take. */
  take(batch: LogBatch): Promise<void> {
    return this.#next(async () => {
      await this.#engine.take(batch)
      if (this.#stale) this.#show()
    })
  }

  /** What waits for the rules is still judged, and what they say has `ms` to be taken. What is not taken then is kept for the next start. */
  async close(ms: number): Promise<void> {
    clearInterval(this.#timer)
    await this.#next(() => this.#engine.evaluate(this.#now()))
    const left = await Promise.all(
      this.#outboxes.map(async (outbox) => [outbox.name, await outbox.close(ms)] as const),
    )
    await this.#writing
    await this.#writer?.write({ rules: this.#engine.keep(), waiting: Object.fromEntries(left) })
    if (this.#writer === undefined) {
      const lost = left.reduce((sum, [, messages]) => sum + messages.length, 0)
      if (lost > 0) this.#ports.say.warn(text.alert.notTaken(lost))
    }
    this.#engine.close()
  }

  async #open(): Promise<void> {
    const { rules, origin, notifiers = DEFAULT_NOTIFIERS } = this.#setup
    this.#engine = await AlertEngine.open({
      rules,
      origin,
      now: this.#now(),
      tell: (message, rule) => this.#tell(message, rule),
      failed: (rule, error) => this.#failed(rule, error as KinetailError),
      worked: (rule) => this.#worked(rule),
    })
    try {
      for (const [name, spec] of Object.entries(notifiers))
        this.#outboxes.push(await this.#outbox(name, spec))
    } catch (error) {
      this.#engine.close()
      throw error
    }
    const every = rules.map((rule) => (rule.kind === 'sql' ? rule.everyMs : LONGEST_TICK_MS))
    this.#timer = setInterval(() => this.#tick(), Math.min(LONGEST_TICK_MS, ...every))
    this.#timer.unref()
  }

  async #outbox(name: string, spec: NotifierSpec): Promise<Outbox> {
    const { say, terminal } = this.#ports
    const notifier = await openNotifier(name, spec, {
      terminal: (message) => Promise.resolve(terminal(message)),
    })
    return new Outbox({
      notifier,
      say,
      failed: (message, error) => this.#event(message, 'notify_failed', error.message, name),
      done: (message, error) => {
        this.#changed = true
        if (error === undefined) this.#event(message, 'notified', message.message, name)
      },
    })
  }

  /** Tells whoever watches what happened. */
  #event(message: AlertMessage, what: AlertEvent['what'], words: string, notifier: string | null): void {
    this.#ports.onEvent?.({
      time: this.#now(),
      rule: message.rule,
      key: Object.values(message.key).join(' | '),
      what,
      message: words,
      samples: message.samples,
      notifier,
    })
  }

  /** One at a time: a slow one is not followed by those that it kept waiting. */
  #tick(): void {
    if (this.#ticking) return
    this.#ticking = true
    void this.#next(async () => {
      await this.#engine.evaluate(this.#now())
      this.#sayDropped()
      this.#show()
      this.#keep()
    }).finally(() => {
      this.#ticking = false
    })
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#ports.say.warn(text.alert.engineFailed(String(error)))
    })
    return this.#turn
  }

  #tell(message: AlertMessage, rule: AlertRule): void {
    const place = `${message.rule}\0${Object.values(message.key).join(' | ')}`
    if (message.status === 'firing') this.#messages.set(place, message.message)
    else this.#messages.delete(place)
    this.#ports.onMessage?.(message)
    this.#event(message, message.status === 'firing' ? 'fired' : 'recovered', message.message, null)
    this.#stale = true
    for (const outbox of this.#outboxes)
      if (rule.notify === undefined || rule.notify.includes(outbox.name)) outbox.push(message)
    this.#changed = true
  }

  #failed(rule: AlertRule, error: KinetailError): void {
    const health = this.#health.get(rule.name)!
    health.last = error.message
    health.trouble.failed(error)
  }

  #worked({ name }: AlertRule): void {
    const health = this.#health.get(name)!
    health.last = null
    health.trouble.succeeded()
  }

  /** Once for all that a block or a tick made happen: in a storm of groups each would look at all of them. */
  #show(): void {
    this.#stale = false
    this.#ports.onStates?.(this.#states())
  }

  #states(): RuleState[] {
    return this.#engine.runners.map((runner) =>
      ruleState(runner, conditionOf(runner.rule), this.#health.get(runner.rule.name)?.last ?? null, (key) =>
        this.#messages.get(`${runner.rule.name}\0${key}`),
      ),
    )
  }

  #sayDropped(): void {
    const { dropped } = this.#engine
    if (dropped > this.#dropped) this.#ports.say.warn(text.alert.windowFull(dropped - this.#dropped))
    this.#dropped = dropped
  }

  /** Writes what outlives the process. Rules do not wait for the disk: a sync may take a second. */
  #keep(): void {
    const now = this.#now()
    if (this.#writer === undefined || this.#writing !== undefined) return
    if (!this.#changed && now - this.#keptAt < KEEP_MS) return
    this.#changed = false
    this.#keptAt = now
    const waiting = Object.fromEntries(this.#outboxes.map((outbox) => [outbox.name, outbox.waiting]))
    this.#writing = this.#writer.write({ rules: this.#engine.keep(), waiting }).finally(() => {
      this.#writing = undefined
    })
  }
}
