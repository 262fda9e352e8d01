import { text } from '../messages/messages.ts'
import type { Trouble } from '../reader/patience.ts'

/** That a stream cannot be read, and since when, or that it can be again; with its line feed. */
export function troubleWords(trouble: Trouble): string {
  const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1000))
  return trouble.kind === 'failing'
    ? text.reader.failing(seconds(Date.now() - trouble.sinceMs), trouble.error.message)
    : text.reader.recovered(seconds(trouble.afterMs))
}

export function sayTrouble(trouble: Trouble): void {
  process.stderr.write(troubleWords(trouble))
}
