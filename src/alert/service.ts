import { dirname } from 'node:path'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { momentOf, type Position } from '../reader/position.ts'
import type { Say } from '../sink/trouble.ts'
import type { LogBatch } from './batch.ts'
import type { AlertEvent, RuleState } from './board.ts'
import { AlertEngine } from './engine.ts'
import { Keeper } from './keeper.ts'
import { type AlertMessage, conditionOf, type Origin } from './message.ts'
import type { Notifier } from './notify/notifier.ts'
import { DEFAULT_NOTIFIERS, openNotifier } from './notify/open.ts'
import { Outbox } from './notify/outbox.ts'
import type { NotifierSpec } from './notify/spec.ts'
import type { AlertRule } from './rule.ts'
import { RuleHealth } from './rule-health.ts'
import { ruleState } from './rule-state.ts'
import { type KeptAlerts, type KeptReading, loadAlerts } from './state-file.ts'

export interface ServiceSetup {
  readonly rules: readonly AlertRule[]
  readonly notifiers: Readonly<Record<string, NotifierSpec>> | undefined
  readonly origin: Origin
}

export interface ServicePorts {
  readonly say: Say
  /** Prints a message where a person looks. */
  readonly terminal: (message: AlertMessage) => void
  /** Told of every message, as a notifier is, whoever is told besides. */
  readonly everything?: Notifier['send']
  readonly onStates?: (states: readonly RuleState[]) => void
  readonly onEvent?: (event: Omit<AlertEvent, 'id'>) => void
  /** ms since the epoch; the system's clock unless told. */
  readonly now?: () => number
}

/** The last record of a batch: its shard and its sequence number there; `done` at the end of the shard. */
export interface Place {
  readonly shardId: string
  readonly place: string
}

/** Rules look at the clock at least so often, ms. */
const LONGEST_TICK_MS = 1000
/** Whom `everything` tells, among notifiers. */
const EVERYTHING = '(stdout)'

/**
 * The rules and those they tell, by the clock of this machine. Whatever fails here is said and goes on; only what the configuration is to
 * blame for is thrown, at the start.
 */
export class AlertService {
  readonly #setup: ServiceSetup
  readonly #ports: ServicePorts
  #engine!: AlertEngine
  readonly #outboxes: Outbox[] = []
  #keeper: Keeper | undefined
  /** How far the stream was judged; undefined where nobody goes on from there. */
  #reading: (KeptReading & { readonly places: Record<string, string> }) | undefined
  /** Messages that are told once they are on the disk. */
  #held: [Outbox, AlertMessage][] = []
  readonly #now: () => number
  /** The newest message of each alert, by rule and group. */
  readonly #messages = new Map<string, string>()
  readonly #health = new Map<string, RuleHealth>()
  #timer: NodeJS.Timeout | undefined
  /** Records and ticks go one after the other. */
  #turn: Promise<void> = Promise.resolve()
  #ticking = false
  #stale = false
  #dropped = 0

  private constructor(setup: ServiceSetup, ports: ServicePorts) {
    const { say, now = Date.now } = ports
    this.#setup = setup
    this.#ports = ports
    this.#now = now
    for (const { name } of setup.rules) this.#health.set(name, new RuleHealth(name, say))
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
    return this.#next(async () => {
      await this.#begin(path, undefined)
    })
  }

  /**
   * The same of a stream, whose records are handed over with their places: what the rules know, what they said, and the place that it
   * belongs to are kept as one, and nobody is told anything before it is kept. So after a crash judging goes on behind the last place, no record
   * is left out, and what was told is told again only where nobody could note any more that it was taken.
   * @param from where to begin when nothing is kept
   * @throws KinetailError('config') when the file is of another stream
   */
  async beginAt(path: string, stream: string, from: Position): Promise<KeptReading> {
    const known = await new Promise<KeptReading | undefined>((resolve, reject) => {
      void this.#next(() =>
        this.#begin(path, { stream, from: momentOf(from), places: {} }).then(resolve, reject),
      )
    })
    return known ?? { stream, from, places: {} }
  }

  /**
   * Resolves when the rules have seen the records; whoever waits for it hands over no more than they can take.
   * @param place up to which the shard was judged then
   */
  take(batch: LogBatch, place?: Place): Promise<void> {
    return this.#next(async () => {
      await this.#engine.take(batch)
      if (place) this.#reach(place)
      if (this.#stale) this.#show()
      await this.#release()
    })
  }

  /**
   * Fills windows that look back at records which the process before judged, beside those that come meanwhile. Does nothing where no rule looks
   * back.
   * @param bring hands over records since a moment (ms), each with its own time; resolves to true when all came
   */
  async refill(
    bring: (since: number, take: (batch: LogBatch) => Promise<void>) => Promise<boolean>,
  ): Promise<void> {
    const { longestWindowMs } = this.#engine
    if (longestWindowMs === undefined) return
    await this.#next(() => Promise.resolve(this.#engine.refilling(this.#now())))
    const take = (batch: LogBatch): Promise<void> => this.#next(() => this.#engine.refill(batch, this.#now()))
    if (await bring(this.#now() - longestWindowMs, take))
      await this.#next(() => Promise.resolve(this.#engine.refilled(this.#now())))
  }

  /** A shard is at its end: nothing more comes of it. */
  finish(shardId: string): Promise<void> {
    return this.#next(() => Promise.resolve(this.#reach({ shardId, place: 'done' })))
  }

  /** What waits for the rules is still judged, and what they say has `ms` to be taken. What is not taken then is kept for the next start. */
  async close(ms: number): Promise<void> {
    clearInterval(this.#timer)
    await this.#next(async () => {
      await this.#engine.evaluate(this.#now())
      await this.#release()
    })
    const left = await Promise.all(
      this.#outboxes.map(async (outbox) => [outbox.name, await outbox.close(ms)] as const),
    )
    // What was taken meanwhile may be being noted.
    await this.#turn
    if (this.#keeper) await this.#keeper.write()
    else {
      const lost = left.reduce((sum, [, messages]) => sum + messages.length, 0)
      if (lost > 0) this.#ports.say.warn(text.alert.notTaken(lost))
    }
    this.#engine.close()
  }

  async #begin(path: string, reading: KeptReading | undefined): Promise<KeptReading | undefined> {
    const warn = (words: string): void => this.#ports.say.warn(words)
    const kept = await loadAlerts(path, warn)
    if (reading && kept.reading && kept.reading.stream !== reading.stream)
      throw new KinetailError(
        'config',
        text.alert.otherStream(dirname(path), kept.reading.stream, reading.stream),
      )
    this.#engine.restore(kept.rules, this.#now())
    const snapshot = (): KeptAlerts => this.#kept()
    this.#keeper = new Keeper({ path, warn, snapshot })
    if (reading) this.#reading = { ...reading, ...kept.reading, places: { ...kept.reading?.places } }
    for (const outbox of this.#outboxes)
      for (const message of kept.waiting[outbox.name] ?? []) outbox.push(message)
    // A process that is killed before it reads anything began, too.
    if (reading && !kept.reading) await this.#keeper.write()
    return kept.reading
  }

  /** All of one moment: called between two turns, or within one where nothing is half done. */
  #kept(): KeptAlerts {
    const waiting = this.#outboxes.map((outbox) => [
      outbox.name,
      [...outbox.waiting, ...this.#held.flatMap(([to, message]) => (to === outbox ? [message] : []))],
    ])
    return {
      rules: this.#engine.keep(),
      waiting: Object.fromEntries(waiting) as KeptAlerts['waiting'],
      reading: this.#reading,
    }
  }

  #reach({ shardId, place }: Place): void {
    if (this.#reading === undefined) return
    this.#reading.places[shardId] = place
    this.#keeper?.moved()
  }

  /** Tells what is held, once it is kept: what is told before could be forgotten, and told again. */
  async #release(): Promise<void> {
    if (this.#held.length === 0) return
    await this.#keeper?.write()
    for (const [outbox, message] of this.#held.splice(0)) outbox.push(message)
  }

  async #open(): Promise<void> {
    const { rules, origin, notifiers = DEFAULT_NOTIFIERS } = this.#setup
    this.#engine = await AlertEngine.open({
      rules,
      origin,
      now: this.#now(),
      tell: (message, rule) => this.#tell(message, rule),
      failed: ({ name }, error) => this.#health.get(name)!.failed(error as KinetailError),
      worked: ({ name }) => this.#health.get(name)!.worked(),
    })
    const { terminal, everything } = this.#ports
    if (everything) this.#outboxes.push(this.#outbox({ name: EVERYTHING, send: everything }))
    const ports = { terminal: (message: AlertMessage) => Promise.resolve(terminal(message)) }
    try {
      for (const [name, spec] of Object.entries(notifiers))
        this.#outboxes.push(this.#outbox(await openNotifier(name, spec, ports)))
    } catch (error) {
      this.#engine.close()
      throw error
    }
    const every = rules.map((rule) => (rule.kind === 'sql' ? rule.everyMs : LONGEST_TICK_MS))
    this.#timer = setInterval(() => this.#tick(), Math.min(LONGEST_TICK_MS, ...every))
    this.#timer.unref()
  }

  #outbox(notifier: Notifier): Outbox {
    const { name } = notifier
    return new Outbox({
      notifier,
      say: this.#ports.say,
      failed: (message, error) => this.#event(message, 'notify_failed', error.message, name),
      done: (message, error) => {
        this.#keeper?.changed()
        if (error === undefined) this.#event(message, 'notified', message.message, name)
        // Until it is noted that it was taken, a crash has it told again.
        if (this.#reading && this.#keeper?.isDue()) void this.#next(() => this.#keep())
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
      await this.#release()
      await this.#keep()
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
    this.#event(message, message.status === 'firing' ? 'fired' : 'recovered', message.message, null)
    this.#stale = true
    this.#keeper?.changed()
    for (const outbox of this.#outboxes) {
      const isMeant = rule.notify === undefined || rule.notify.includes(outbox.name)
      if (!isMeant && outbox.name !== EVERYTHING) continue
      if (this.#reading) this.#held.push([outbox, message])
      else outbox.push(message)
    }
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

  /** Writes what outlives the process, when it is time. */
  async #keep(): Promise<void> {
    if (!this.#keeper?.isDue()) return
    const writing = this.#keeper.write()
    // Rules of an agent do not wait for the disk: a sync may take a second, and records come whether they wait or not.
    if (this.#reading) await writing
  }
}
