import type { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { type Say, Trouble } from '../sink/trouble.ts'

/** What is wrong with a rule: said now and then while it lasts, and when it is over. */
export class RuleHealth {
  readonly #trouble: Trouble
  #last: string | null = null

  constructor(rule: string, say: Say) {
    this.#trouble = new Trouble(say, {
      fails: (reason) => reason,
      works: (after) => text.alert.ruleWorks(rule, after),
    })
  }

  /** Why it could not be asked the last time; null: it answered. */
  get last(): string | null {
    return this.#last
  }

  failed(error: KinetailError): void {
    this.#last = error.message
    this.#trouble.failed(error)
  }

  worked(): void {
    this.#last = null
    this.#trouble.succeeded()
  }
}
