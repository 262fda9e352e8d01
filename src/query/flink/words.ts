/** A name in Flink SQL: always quoted, so that no reserved word of Calcite stands in the way. */
export function name(word: string): string {
  return `\`${word.replaceAll('`', '``')}\``
}

/** A character string in SQL. */
export function string(words: string): string {
  return `'${words.replaceAll("'", "''")}'`
}

const UNITS = [
  ['DAY', 86_400_000],
  ['HOUR', 3_600_000],
  ['MINUTE', 60_000],
  ['SECOND', 1000],
] as const

/** A span of time in the largest unit that holds it whole. Without a precision Flink takes two digits at the most. */
export function interval(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms % size === 0 && ms >= size) ?? ['SECOND', 1000]
  const amount = String(ms / size)
  const digits = amount.split('.')[0]!.length
  return `INTERVAL '${amount}' ${unit}${digits > 2 ? `(${digits})` : ''}`
}

/** A property that is put in later, as Maven and the job's own class know it. */
export function property(name: string): string {
  return `\${${name}}`
}
