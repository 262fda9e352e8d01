/** Letters of Java's SimpleDateFormat as DuckDB's strptime writes them; the number of letters decides. */
function specifier(letter: string, count: number, twelve: boolean): string | undefined {
  switch (letter) {
    case 'y':
    case 'u':
      return count === 2 ? '%y' : '%Y'
    case 'M':
    case 'L':
      return count >= 4 ? '%B' : count === 3 ? '%b' : count === 2 ? '%m' : '%-m'
    case 'd':
      return count === 1 ? '%-d' : '%d'
    case 'D':
      return count === 1 ? '%-j' : '%j'
    case 'E':
      return count >= 4 ? '%A' : '%a'
    case 'H':
    case 'k':
      return count === 1 ? '%-H' : '%H'
    // Half a day, which needs AM or PM to say anything; without it the old service's own examples mean 24 hours.
    case 'h':
    case 'K':
      return `%${count === 1 ? '-' : ''}${twelve ? 'I' : 'H'}`
    case 'm':
      return count === 1 ? '%-M' : '%M'
    case 's':
      return count === 1 ? '%-S' : '%S'
    case 'S':
      return count <= 3 ? '%g' : '%f'
    case 'a':
      return '%p'
    case 'Z':
    case 'X':
    case 'x':
      return '%z'
    case 'z':
      return '%Z'
    default:
      return undefined
  }
}

/** What a pattern became, or the letter that has no meaning in DuckDB. */
export type DatePattern = { readonly format: string; readonly zoned: boolean } | { readonly unknown: string }

/** A pattern of SimpleDateFormat (`dd/MMM/yyyy:HH:mm:ss Z`) in the letters of strptime. */
export function datePattern(pattern: string): DatePattern {
  const twelve = /a/.test(pattern.replace(/'[^']*'/g, ''))
  let format = ''
  for (const [piece, quoted] of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
    if (quoted !== undefined)
      format += quoted === '' ? "'" : quoted.replaceAll("''", "'").replaceAll('%', '%%')
    else if (/^[A-Za-z]/.test(piece)) {
      const found = specifier(piece[0]!, piece.length, twelve)
      if (found === undefined) return { unknown: piece }
      format += found
    } else format += piece.replaceAll('%', '%%')
  }
  return { format, zoned: format.includes('%z') || format.includes('%Z') }
}
