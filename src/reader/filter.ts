import { KinetailError, messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'

/** Says whether an event is wanted, by its text. */
export type Filter = (data: Uint8Array) => boolean

/** `--grep`: a JavaScript regular expression, tried on the event's text as it is printed (UTF-8). */
export function grepFilter(pattern: string): Filter {
  const expression = compile(pattern)
  return (data) => expression.test(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString())
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch (error) {
    // With the flag u, `\-` and `\_` are errors, and people who know grep write them.
    try {
      return new RegExp(pattern)
    } catch {
      throw new KinetailError('usage', text.reader.badGrep(pattern, messageOf(error)))
    }
  }
}
