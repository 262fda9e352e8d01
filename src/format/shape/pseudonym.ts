import { readFileSync } from 'node:fs'
import { KinetailError } from '../../base/errors.ts'
import { systemWords } from '../../base/system-words.ts'
import { text } from '../../messages/messages.ts'
import type { RedactOptions } from './shape-options.ts'

/** A shorter key can be found by trying (RFC 2104 asks for the hash's length; half of it is the least that holds). */
const SHORTEST_KEY_BYTES = 16
/** 128 bits of the hash: two of a billion values have the same pseudonym once in 10^20 times. */
const HEX_DIGITS = 32
/** Values whose pseudonym is remembered; then all are forgotten. */
const REMEMBERED = 8192

/** What a value is called instead: the same for the same value and key, and nobody finds the value without the key. */
export type Pseudonyms = (value: string) => string

/** Reads the key and forgets where it was. The messages of its errors name the variable or the file, never what is in it. */
export function pseudonymsOf({ key_env, key_file }: RedactOptions): Pseudonyms {
  const key = keyOf(key_env, key_file)
  // Here, where a key is: loading it takes longer than parsing a hundred lines.
  const { createHmac } = process.getBuiltinModule('node:crypto')
  const known = new Map<string, string>()
  return (value) => {
    const found = known.get(value)
    if (found !== undefined) return found
    const made = createHmac('sha256', key).update(value).digest('hex').slice(0, HEX_DIGITS)
    if (known.size >= REMEMBERED) known.clear()
    known.set(value, made)
    return made
  }
}

function keyOf(variable: string | undefined, file: string | undefined): Buffer {
  if (variable === undefined && file === undefined) throw new KinetailError('config', text.shape.noKey)
  const key = file === undefined ? Buffer.from(process.env[variable!] ?? '') : readKey(file)
  const place = file ?? `$${variable}`
  if (key.length < SHORTEST_KEY_BYTES)
    throw new KinetailError('config', text.shape.shortKey(place, key.length, SHORTEST_KEY_BYTES))
  return key
}

function readKey(path: string): Buffer {
  try {
    // Editors end a file with a line end, which is no part of the key.
    return Buffer.from(readFileSync(path, 'latin1').replace(/\r?\n$/, ''), 'latin1')
  } catch (error) {
    throw new KinetailError('config', text.shape.unreadableKey(path, systemWords(error)), { cause: error })
  }
}
