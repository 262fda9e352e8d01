/** One path pattern, cut at its slashes. */
export interface Glob {
  /** The folder down to which the pattern is plain text. */
  readonly base: string
  /** What follows: `**`, or the test of one name. */
  readonly segments: readonly Segment[]
}

export type Segment = '**' | ((name: string) => boolean)

/** True when a path holds anything that only a pattern would. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path)
}

/**
 * Reads an absolute pattern: `*` and `?` within a name, `[a-z]` and `[!a-z]`, `{one,two}` (nested too), a whole `**`
 * segment for any number of folders, and a backslash before a character that means itself. As in a shell, a name
 * that begins with a dot is matched only by a segment that does. Braces make several globs of one pattern.
 */
export function parseGlob(pattern: string): Glob[] {
  return expandBraces(pattern).map((plain) => {
    const words = plain.split('/')
    const first = words.findIndex((word) => isGlob(word))
    const cut = first < 0 ? words.length - 1 : first
    return {
      base: words.slice(0, cut).map(plainText).join('/') || '/',
      segments: words.slice(cut).map((word) => (word === '**' ? '**' : nameTest(word))),
    }
  })
}

/** Whether an absolute path belongs to a glob. */
export function matches(glob: Glob, path: string): boolean {
  const prefix = glob.base === '/' ? '/' : `${glob.base}/`
  return path.startsWith(prefix) && matchNames(glob.segments, path.slice(prefix.length).split('/'))
}

function matchNames(segments: readonly Segment[], names: readonly string[]): boolean {
  const [segment, ...rest] = segments
  if (segment === undefined) return names.length === 0
  if (segment !== '**') return names.length > 0 && segment(names[0]!) && matchNames(rest, names.slice(1))
  if (matchNames(rest, names)) return true
  return names.length > 0 && !names[0]!.startsWith('.') && matchNames(segments, names.slice(1))
}

/** What a segment asks of a name: a character that passes a test, or any number of any. */
type Token = '*' | ((char: string) => boolean)

function nameTest(word: string): (name: string) => boolean {
  const tokens = tokensOf(Array.from(word))
  const dotted = word.startsWith('.') || word.startsWith('\\.')
  return (name) => (dotted || !name.startsWith('.')) && fitsTokens(tokens, Array.from(name))
}

/** A star that took too little takes one more; only the last star passed needs to (a regular expression would try all). */
function fitsTokens(tokens: readonly Token[], chars: readonly string[]): boolean {
  let [token, char, star, taken] = [0, 0, -1, 0]
  while (char < chars.length) {
    const test = tokens[token]
    if (test === '*') {
      star = token++
      taken = char
    } else if (test?.(chars[char]!)) {
      token++
      char++
    } else if (star >= 0) {
      token = star + 1
      char = ++taken
    } else return false
  }
  return tokens.slice(token).every((rest) => rest === '*')
}

function tokensOf(word: readonly string[]): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < word.length; i++) {
    const char = word[i]!
    const end = char === '[' ? classEnd(word, i) : -1
    if (char === '*') tokens.push('*')
    else if (char === '?') tokens.push(() => true)
    else if (end > 0) {
      tokens.push(classTest(word.slice(i + 1, end)))
      i = end
    } else {
      const meant = char === '\\' && i + 1 < word.length ? word[++i]! : char
      tokens.push((other) => other === meant)
    }
  }
  return tokens
}

/** Where `[…]` ends: a bracket right after the opening (and its `!`) is a member. */
function classEnd(word: readonly string[], open: number): number {
  const first = word[open + 1] === '!' || word[open + 1] === '^' ? open + 2 : open + 1
  return word.indexOf(']', first + 1)
}

function classTest(members: readonly string[]): (char: string) => boolean {
  const negated = members[0] === '!' || members[0] === '^'
  const ranges: [low: string, high: string][] = []
  for (let i = negated ? 1 : 0; i < members.length; i++) {
    const low = members[i]!
    const ranged = members[i + 1] === '-' && i + 2 < members.length
    ranges.push([low, ranged ? members[i + 2]! : low])
    if (ranged) i += 2
  }
  return (char) => ranges.some(([low, high]) => low <= char && char <= high) !== negated
}

function plainText(word: string): string {
  return word.replace(/\\(.)/g, '$1')
}

/** `a{b,c{d,e}}f` -> `abf`, `acdf`, `acef`. A brace without a comma or an end is text. */
function expandBraces(pattern: string): string[] {
  for (let open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', open + 1)) {
    if (pattern[open - 1] === '\\') continue
    const parts = alternatives(pattern, open)
    if (parts === undefined) continue
    const { choices, end } = parts
    const [before, after] = [pattern.slice(0, open), pattern.slice(end + 1)]
    return choices.flatMap((choice) => expandBraces(`${before}${choice}${after}`))
  }
  return [pattern]
}

function alternatives(pattern: string, open: number): { choices: string[]; end: number } | undefined {
  const choices: string[] = []
  let depth = 0
  let from = open + 1
  for (let i = open; i < pattern.length; i++) {
    const char = pattern[i]
    if (char === '\\') i++
    else if (char === '{') depth++
    else if (char === ',' && depth === 1) {
      choices.push(pattern.slice(from, i))
      from = i + 1
    } else if (char === '}' && --depth === 0) {
      if (choices.length === 0) return undefined
      choices.push(pattern.slice(from, i))
      return { choices, end: i }
    }
  }
  return undefined
}
