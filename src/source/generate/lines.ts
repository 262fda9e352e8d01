import { accessLine } from './access.ts'
import { applicationLine } from './application.ts'
import { spoil } from './malformed.ts'
import type { Random } from './random.ts'

/** The kinds of log that can be made, named as in `--log-files`. */
export const GENERATED_TYPES = ['apache', 'nginx', 'application'] as const
/** `all` mixes them line by line. */
export type GeneratedType = (typeof GENERATED_TYPES)[number] | 'all'

/**
 * One line without its LF. The time in it is `now` (ms since the epoch) in UTC; everything else repeats with the seed.
 * @param malformed share of lines, 0 to 1, that are spoilt
 * @param failing share of requests, 0 to 1, that the server fails beside the usual
 */
export function generateLine(
  type: GeneratedType,
  now: number,
  random: Random,
  malformed: number,
  failing = 0,
): string {
  const one = type === 'all' ? random.pick(GENERATED_TYPES) : type
  const line = one === 'application' ? applicationLine(now, random) : accessLine(one, now, random, failing)
  return malformed > 0 && random.chance(malformed) ? spoil(line, random) : line
}
