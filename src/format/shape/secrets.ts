import { checkPattern } from './field-tests.ts'
import { MASK } from './ip-prefix.ts'

/** `name=value` as query strings, forms and messages have it. */
const PARAMETER = /(^|[?&;\s"'(,{])([^\s=&;?"'(,{]{1,128})=([^&#\s"']*)/g
/** The same within a URL that is itself the value of a parameter: `?next=%2Fin%3Ftoken%3Dabc`. */
const ENCODED = /(%3F|%26)([A-Za-z0-9_.~%-]{1,128}?)%3D((?:(?!%26|%23)[^&#\s"'])*)/gi

/** Hides what is secret in a text, wherever in it that stands. */
export type TextRedaction = (text: string) => string

/**
 * The values of these parameters (in any case, percent-encoded or not) and everything that a pattern matches become `***`. A text that is
 * longer than its pattern may be tried on is hidden as a whole: nothing is let through because it is long.
 */
export function textRedaction(
  parameters: readonly string[],
  patterns: readonly string[],
): TextRedaction | undefined {
  if (parameters.length === 0 && patterns.length === 0) return undefined
  const names = new Set(parameters.map((name) => name.toLowerCase()))
  const compiled = patterns.map((pattern) => ({
    regexp: new RegExp(pattern, 'gu'),
    longest: checkPattern(pattern),
  }))
  const replace = (whole: string, _: string, name: string, value: string): string =>
    names.has(decoded(name)) ? whole.slice(0, whole.length - value.length) + MASK : whole
  return (text) => {
    let hidden = text
    if (names.size > 0 && hidden.includes('=')) hidden = hidden.replace(PARAMETER, replace)
    if (names.size > 0 && /%3D/i.test(hidden)) hidden = hidden.replace(ENCODED, replace)
    for (const { regexp, longest } of compiled) {
      if (hidden.length > longest) return MASK
      hidden = hidden.replace(regexp, (match) => (match === '' ? '' : MASK))
    }
    return hidden
  }
}

function decoded(name: string): string {
  const plain = name.toLowerCase()
  if (!plain.includes('%')) return plain
  try {
    return decodeURIComponent(plain).toLowerCase()
  } catch {
    return plain
  }
}
