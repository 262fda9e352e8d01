import type { Random } from './random.ts'

/** Spoils a line in one of the ways in which real logs are spoilt: it is no longer what its format wants. */
export function spoil(line: string, random: Random): string {
  switch (random.int(0, 3)) {
    // The disk was full, or the server was killed, in the middle of writing.
    case 0:
      return line.slice(0, random.int(8, 30))
    // A library's own words in an access log.
    case 1:
      return line.startsWith('{')
        ? `{"timestamp" ${line.slice(1)}`
        : `Segmentation fault in thread ${random.int(1, 64)}`
    // Two writers without O_APPEND: the middle of one line over the beginning of another.
    case 2:
      return line.startsWith('{') ? line.slice(0, -20) : line.slice(line.indexOf('['))
    // The beginning was lost.
    default:
      return line.startsWith('{') ? `${line.slice(0, 40)}` : line.slice(line.indexOf('"'))
  }
}
