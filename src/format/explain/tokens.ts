/** What may stand between the fields of a line, the usual first. */
export const SEPARATORS = [' ', '\t', '|', ';', ','] as const

const OPENING: Readonly<Record<string, string>> = { '"': '"', '[': ']' }

/** Cuts a line into fields at a separator; what stands in quotes or brackets is one. Several spaces are one separator. */
export function lineTokens(line: string, separator: string): string[] {
  const tokens: string[] = []
  let i = 0
  while (i <= line.length) {
    if (separator === ' ') while (line[i] === ' ') i++
    if (i >= line.length && (separator === ' ' || tokens.length === 0)) break
    const end = tokenEnd(line, i, separator)
    tokens.push(line.slice(i, end))
    i = end + 1
  }
  return tokens
}

function tokenEnd(line: string, i: number, separator: string): number {
  const close = OPENING[line[i] ?? '']
  for (let k = i + 1; close !== undefined && k < line.length; k++) {
    if (close === '"' && line[k] === '\\') k++
    else if (line[k] === close && (k + 1 === line.length || line[k + 1] === separator)) return k + 1
  }
  const next = line.indexOf(separator, i)
  return next < 0 ? line.length : next
}

/** Cuts a format string in the same way; a separator within the braces of a directive belongs to it. */
export function formatTokens(format: string, separator: string): string[] {
  const tokens: string[] = []
  let token = ''
  let inside = ''
  for (const character of format) {
    if (inside !== '') inside = character === inside ? '' : inside
    else if (character === '{') inside = '}'
    else if (token === '' && (character === '"' || character === '[')) inside = OPENING[character]!
    if (inside === '' && character === separator) {
      if (token !== '' || separator !== ' ') tokens.push(token)
      token = ''
    } else token += character
  }
  if (token !== '') tokens.push(token)
  return tokens
}
