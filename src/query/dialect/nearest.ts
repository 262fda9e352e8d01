/** Names longer than this are not compared: no name of SQL is, and the work grows with the square. */
const LONGEST = 128
/** Of a part of a name that stands for the whole, letters at the least. */
const LEAST_PART = 4

/** The known name that a mistyped one most resembles, whatever the case; undefined when none comes near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = bare(name)
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(wanted, bare(candidate))
    if (best === undefined || distance < best.distance) best = { name: candidate, distance }
  }
  // A third of the letters may be wrong: of a name of one or two none.
  if (best && best.distance <= Math.floor(wanted.length / 3)) return best.name
  // `ip` for `ip_address`, `loglevel` for `level` is more than a slip, and yet what was meant.
  const whole = known.filter((candidate) => candidate.toLowerCase().split('_').includes(name.toLowerCase()))
  if (whole.length === 1) return whole[0]
  const part = known.filter((candidate) => {
    const [short, long] = [wanted, bare(candidate)].sort((a, b) => a.length - b.length)
    return short!.length >= LEAST_PART && long!.includes(short!)
  })
  return part.length === 1 ? part[0] : undefined
}

/** `user-ID` and `userid` are the same slip of memory. */
function bare(name: string): string {
  return name
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[-_\s]/g, '')
}

/** Damerau-Levenshtein distance of neighbours (optimal string alignment): a swap of two letters counts one. */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j]!, before[j - 2]! + 1)
    }
    before = row
    row = next
  }
  return row[b.length]!
}
