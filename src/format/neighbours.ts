import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { EscapeMode } from './escapes.ts'
import type { Field, FormatPart, Reading } from './format-part.ts'

/** Text between two fields that sentences hold all the time: spaces, or one mark with or without a space on either side. */
const OF_SENTENCES = /^ *[,;:/.\-=&?_+]? *$/
/** The same of single words, URLs among them. */
const OF_WORDS = /^[,;:/.\-=&?_+]+$/
/** Words of letters, digits and few marks: hosts, protocols, methods, ciphers. */
const NARROW =
  /^(?:virtual_host|host_header|hostname|handler|method|request_method|.*protocol|.*scheme|https?\d?|tls_.*|ssl_.*|.*_port|.*_status|pipe|is_args|connection_status|identity|log_id|server_addr|http\d)$/
const OF_NARROW = /^[.\-_]+$/
/** A path begins with it, and no host or port holds it. */
const PATHS: ReadonlySet<string> = new Set(['path', 'request_uri', 'url_path', 'document_uri', 'uri'])
const BEFORE_PATHS: ReadonlySet<string> = new Set([
  'virtual_host',
  'host_header',
  'server_port',
  'server_addr',
  'hostname',
])

/**
 * Refuses a format in which two neighbours of open length cannot be told apart: nothing is between them, or text that both may hold.
 * Quotes part everything, since servers escape them in values; so do brackets, `|`, tabs and longer texts, which hardly any value holds.
 */
export function checkNeighbours(parts: readonly FormatPart[], escapes: EscapeMode): void {
  for (let i = 1; i + 2 < parts.length; i += 2) {
    const first = parts[i]!
    const second = parts[i + 2]!
    const between = parts[i + 1]!
    if (first.kind !== 'field' || second.kind !== 'field' || between.kind !== 'literal') continue
    if (between.text === '' && !isFixed(first.field) && !isPathAfterHost(first.field, second.field))
      throw new KinetailError(
        'config',
        text.format.adjacentFields(first.written, first.column, second.written, second.column),
      )
    const quoted = between.text.startsWith('"') && isInQuotes(parts, i, escapes)
    if (
      between.text !== '' &&
      !quoted &&
      holds(first.field, between.text) &&
      holds(second.field, between.text)
    )
      throw new KinetailError(
        'config',
        text.format.ambiguousFields(first.written, first.column, second.written, second.column, between.text),
      )
  }
}

/** True where a quote is open: an odd number of them stands before the part. Without escapes a quote is a byte like any other. */
export function isInQuotes(parts: readonly FormatPart[], i: number, escapes: EscapeMode): boolean {
  if (escapes === 'none') return false
  let quotes = 0
  for (const part of parts.slice(0, i)) if (part.kind === 'literal') quotes += part.text.split('"').length - 1
  return quotes % 2 === 1
}

/** True when the value, unquoted, may hold the text after it, so that only what follows tells where it ends. */
export function isOpen(field: Field, after: string): boolean {
  return after !== '' && (field.spaces === true || field.reading === 'user') && OF_SENTENCES.test(after)
}

/** Fields that end by themselves. */
export function isFixed({ reading }: Field): boolean {
  return reading === 'clf_time' || reading === 'pattern_time'
}

export function isTime(reading: Reading): boolean {
  return isFixed({ name: '', reading, writing: 'text' }) || reading === 'iso_time' || reading === 'epoch_time'
}

function isPathAfterHost(first: Field, second: Field): boolean {
  return BEFORE_PATHS.has(first.name) && PATHS.has(second.name)
}

function holds({ name, reading, spaces }: Field, between: string): boolean {
  if (reading === 'upstream') return /^(?:, | : )$/.test(between)
  if (reading === 'address') return name.endsWith('forwarded_for') && /^ *, *$/.test(between)
  if (reading === 'user') return OF_WORDS.test(between)
  if (reading !== 'text') return false
  if (spaces) return OF_SENTENCES.test(between)
  return NARROW.test(name) ? OF_NARROW.test(between) && between !== '_' : OF_WORDS.test(between)
}
