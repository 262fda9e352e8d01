import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, systemCode } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { realDisk } from '../checkpoint/disk.ts'
import { text } from '../messages/messages.ts'
import type { Position } from '../reader/position.ts'
import type { AlertMessage } from './message.ts'
import type { KeptRule } from './rules/runner.ts'

/** How far a stream was judged. */
export interface KeptReading {
  readonly stream: string
  /** Where shards begin of which nothing was judged yet. */
  readonly from: Position
  /** By shard: the sequence number behind which judging goes on, or `done` for one that was read to its end. */
  readonly places: Readonly<Record<string, string>>
}

/** What outlives the process: alerts that are on, what comparisons need, and messages that nobody took yet. */
export interface KeptAlerts {
  /** By name of the rule. */
  readonly rules: Readonly<Record<string, KeptRule>>
  /** By name of the notifier. */
  readonly waiting: Readonly<Record<string, readonly AlertMessage[]>>
  /** Of rules over a stream: the place that all of the above belongs to. */
  readonly reading?: KeptReading | undefined
}

const VERSION = 1
const NOTHING_KEPT: KeptAlerts = { rules: {}, waiting: {} }

/** Reads what the process before kept. A file that cannot be used is set aside, and said. */
export async function loadAlerts(path: string, warn: (sentence: string) => void): Promise<KeptAlerts> {
  try {
    const found = JSON.parse(await realDisk.read(path)) as KeptAlerts & { version: unknown }
    const { version, rules, waiting, reading } = found
    if (version === VERSION && isObject(rules) && isObject(waiting) && isReading(reading)) return found
    throw new Error(`version ${String(found.version)}`)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return NOTHING_KEPT
    const aside = `${path}.damaged`
    await rename(path, aside).catch(() => {})
    warn(text.alert.stateDamaged(path, messageOf(error), aside))
    return NOTHING_KEPT
  }
}

/** Replaces the file as a whole: after a crash it is the one before or this one. */
export class StateWriter {
  readonly #path: string
  readonly #warn: (sentence: string) => void
  #failing = false

  constructor(path: string, warn: (sentence: string) => void) {
    this.#path = path
    this.#warn = warn
  }

  async write(kept: KeptAlerts): Promise<void> {
    const temporary = `${this.#path}.tmp`
    try {
      // Before anything is waited for: rules and outboxes go on while the disk works.
      const content = JSON.stringify({ version: VERSION, ...kept })
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
      await realDisk.write(temporary, content)
      await realDisk.rename(temporary, this.#path)
      this.#failing = false
    } catch (error) {
      // Said once: the rules go on without it.
      if (!this.#failing) this.#warn(text.alert.stateNotWritten(this.#path, systemWords(error)))
      this.#failing = true
    }
  }
}

function isReading(value: KeptReading | undefined): boolean {
  return value === undefined || (isObject(value) && isObject(value.from) && isObject(value.places))
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
