import { isIP } from '../ip.ts'

/** What a piece of a line looks like. Closed; the words are in `text.explain.found`. */
export const FOUND_KINDS = [
  'nothing',
  'ipv4',
  'ipv6',
  'number',
  'dash',
  'clf_time',
  'iso_time',
  'quoted',
  'bracketed',
  'json',
  'control',
  'space',
  'text',
] as const
export type FoundKind = (typeof FOUND_KINDS)[number]

/** Longest piece that is shown, in bytes. */
const SHOWN_BYTES = 80
/** Space, tab, quote and bracket. */
const BOUNDS: ReadonlySet<number> = new Set([0x20, 0x09, 0x22, 0x5b])
const CLOSING: Readonly<Record<string, string>> = { '"': '"', '[': ']' }
const KINDS: readonly (readonly [FoundKind, RegExp])[] = [
  ['nothing', /^$/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
  ['control', /^[\u0000-\u0008\u000a-\u001f\u007f]/],
  ['space', /^\s/],
  ['dash', /^-$/],
  ['number', /^-?\d+(?:\.\d+)?$/],
  ['clf_time', /^\[?\d{1,2}\/[A-Za-z]{3}\/\d{4}/],
  ['iso_time', /^\[?\d{4}-\d{2}-\d{2}/],
  ['quoted', /^"/],
  ['bracketed', /^\[/],
  ['json', /^[{]/],
]

/** The piece of the line in which `column` lies: a word, or what stands in quotes or brackets. */
export function foundText(line: Uint8Array, column: number): { text: string; kind: FoundKind } {
  let start = column
  if (!BOUNDS.has(line[column] ?? 0x20))
    while (start > 0 && column - start < SHOWN_BYTES && !BOUNDS.has(line[start - 1]!)) start--
  const shown = Buffer.from(line.subarray(start, start + SHOWN_BYTES)).toString()
  const close = CLOSING[shown[0] ?? '']
  const closed = close === undefined ? -1 : shown.indexOf(close, 1)
  const word = closed > 0 ? shown.slice(0, closed + 1) : (/^\s+|^[^\s]+/.exec(shown)?.[0] ?? shown)
  return { text: word, kind: kindOf(word) }
}

function kindOf(word: string): FoundKind {
  const ip = isIP(word.replace(/^\[(.*)\]$/, '$1'))
  if (ip === 4) return 'ipv4'
  if (ip === 6) return 'ipv6'
  return KINDS.find(([, pattern]) => pattern.test(word))?.[0] ?? 'text'
}
