/**
 * C0 and C1 controls, DEL, line and paragraph separators, and what turns the direction of writing: bytes that would act on a
 * terminal, or hide text from its reader.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Data made harmless for a terminal: each active character as `\u001b`, which JSON reads back as the same character. */
export function harmless(data: string): string {
  return data.replace(ACTIVE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** True when `stream` is a terminal that is to be coloured (https://no-color.org). */
export function wantsColor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** Colours of the terminal's own palette (ECMA-48, SGR). */
const CODES = { dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const
export type Color = keyof typeof CODES

export type Paint = (color: Color, words: string) => string

/** Puts colour around words, or leaves them as they are. */
export function painter(colored: boolean): Paint {
  return colored ? (color, words) => `\u001b[${CODES[color]}m${words}\u001b[0m` : (_, words) => words
}
