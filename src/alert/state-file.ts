import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, systemCode } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { realDisk } from '../checkpoint/disk.ts'
import { text } from '../messages/messages.ts'
import type { AlertMessage } from './message.ts'
import type { KeptRule } from './rules/runner.ts'

/** What outlives the process: alerts that are on, what comparisons need, and messages that nobody took yet. */
export interface KeptAlerts {
  /** By name of the rule. */
  readonly rules: Readonly<Record<string, KeptRule>>
  /** By name of the notifier. */
  readonly waiting: Readonly<Record<string, readonly AlertMessage[]>>
}

const VERSION = 1
const NOTHING_KEPT: KeptAlerts = { rules: {}, waiting: {} }

/** Reads what the process before kept. A file that cannot be used is set aside, and said. */
export async function loadAlerts(path: string, warn: (sentence: string) => void): Promise<KeptAlerts> {
  try {
    const found = JSON.parse(await realDisk.read(path)) as KeptAlerts & { version: unknown }
    if (found.version === VERSION && isObject(found.rules) && isObject(found.waiting)) return found
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
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
      await realDisk.write(temporary, JSON.stringify({ version: VERSION, ...kept }))
      await realDisk.rename(temporary, this.#path)
      this.#failing = false
    } catch (error) {
      // Said once: the rules go on without it.
      if (!this.#failing) this.#warn(text.alert.stateNotWritten(this.#path, systemWords(error)))
      this.#failing = true
    }
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
