import { contentOf } from './content.ts'
import type { LogFile } from './files.ts'
import type { SeenGeneration } from './generations.ts'
import { LineFinder } from './lines.ts'

/**
 * Whether lines of the file begin at the lowest offsets that were seen of a generation.
 * @param cut also when the file ends before them: a copy may lack the last lines of what it was made of
 */
export async function holds(file: LogFile, { sketch }: SeenGeneration, cut: boolean): Promise<boolean> {
  const finder = new LineFinder()
  let next = 0
  const take = (starts: readonly number[]): boolean => {
    for (const start of starts) {
      if (next === sketch.length) return true
      if (start > sketch[next]!) return false
      if (start === sketch[next]) next++
    }
    return true
  }
  try {
    for await (const piece of contentOf(file.path, file.packing, file.size)) {
      if (!take(finder.next(piece).starts)) return false
      if (next === sketch.length) return true
    }
  } catch {
    // Whoever reads it to its end says what is wrong with it.
    return false
  }
  if (!take(finder.last().starts)) return false
  return next === sketch.length || (cut && next > 0 && sketch[next]! >= finder.bytes)
}

/**
 * How the content of a file is to that of another, compression undone: all of it lies `within` the other's beginning, the other is
 * its beginning and it is `longer`, or they differ.
 */
export async function compareContent(
  file: LogFile,
  other: LogFile,
): Promise<'within' | 'longer' | 'differs'> {
  const pieces = contentOf(other.path, other.packing, other.size)
  let held: Uint8Array = new Uint8Array(0)
  try {
    for await (const piece of contentOf(file.path, file.packing, file.size)) {
      for (let at = 0; at < piece.length; ) {
        if (held.length === 0) {
          const { value, done } = await pieces.next()
          if (done) return 'longer'
          held = value
        }
        const length = Math.min(held.length, piece.length - at)
        if (Buffer.compare(held.subarray(0, length), piece.subarray(at, at + length)) !== 0) return 'differs'
        held = held.subarray(length)
        at += length
      }
    }
    return 'within'
  } catch {
    // Whoever reads it to its end says what is wrong with it.
    return 'differs'
  } finally {
    await pieces.return(undefined)
  }
}
