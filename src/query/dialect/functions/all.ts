import { AGGREGATE_FUNCTIONS } from './aggregate.ts'
import type { FunctionDefinition } from './function.ts'
import { NUMBER_FUNCTIONS } from './number.ts'
import { OTHER_FUNCTIONS } from './other.ts'
import { RECORD_FUNCTIONS } from './record.ts'
import { TEXT_FUNCTIONS } from './text.ts'
import { TIME_FUNCTIONS } from './time.ts'

/** Every function of the old dialect that runs, but for those that stand for a table (`table-functions.ts`). */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...AGGREGATE_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...OTHER_FUNCTIONS,
  ...RECORD_FUNCTIONS,
]

const BY_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  FUNCTIONS.map((definition) => [definition.name, definition]),
)

export function functionNamed(name: string): FunctionDefinition | undefined {
  return BY_NAME.get(name.toUpperCase())
}

/** Functions that the old service had and kinetail cannot run; the sentences on what comes nearest are `dialect.instead`. */
export const REFUSED_FUNCTIONS = [
  'RANDOM_CUT_FOREST',
  'RANDOM_CUT_FOREST_WITH_EXPLANATION',
  'HOTSPOTS',
  'ANOMALY_SCORE',
] as const
export type RefusedFunction = (typeof REFUSED_FUNCTIONS)[number]

export function refusedFunction(name: string): RefusedFunction | undefined {
  return REFUSED_FUNCTIONS.find((refused) => refused === name.toUpperCase())
}
