import { appendFile } from 'node:fs/promises'
import { KinetailError } from '../../base/errors.ts'
import { systemWords } from '../../base/system-words.ts'
import { text } from '../../messages/messages.ts'
import type { Notifier } from './notifier.ts'

/** Appends each message to a file, as one JSON line. */
export function file(name: string, path: string): Notifier {
  return {
    name,
    async send(message) {
      try {
        await appendFile(path, `${JSON.stringify(message)}\n`, { mode: 0o600 })
      } catch (error) {
        throw new KinetailError('file', text.alert.cannotAppend(path, systemWords(error)), {
          cause: error,
          canRetry: true,
        })
      }
    },
  }
}
