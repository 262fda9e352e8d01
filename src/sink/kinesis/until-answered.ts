import { fullJitter, sleep } from '../../base/backoff.ts'
import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { RETRY } from '../lane.ts'
import { type Say, Trouble } from '../trouble.ts'

/** Tries until the service answers, or `signal` aborts; what trying again cannot mend is thrown. */
export async function untilAnswered<Value>(
  ask: () => Promise<Value>,
  say: Say,
  signal?: AbortSignal,
): Promise<Value> {
  const trouble = new Trouble(say, { fails: text.sink.keepsTrying, works: text.sink.works })
  for (let attempt = 0; ; attempt++) {
    try {
      const value = await ask()
      trouble.succeeded()
      return value
    } catch (error) {
      if (!(error instanceof KinetailError) || !error.canRetry || signal?.aborted) throw error
      trouble.failed(error)
      await sleep(fullJitter(attempt, RETRY), signal)
      if (signal?.aborted) throw error
    }
  }
}
