import type { Life } from './agents.ts'
import type { Verdict } from './check.ts'

/**
 * Whether the agents' ledger is exact: the last one, which ends when everything is settled, tells of all that were before it, killed or
 * not, and every line is in exactly one column.
 */
export function checkLedger(lives: readonly Life[], verdict: Verdict): string[] {
  const lifetime = lives.at(-1)?.statistics?.lifetime
  if (lifetime === undefined) return ['the last agent told no ledger']
  const truth = {
    sent: verdict.delivered,
    dead_lettered: verdict.deadLettered,
    filtered: verdict.blank,
    in_flight: 0,
  }
  return (['sent', 'dead_lettered', 'filtered', 'in_flight'] as const)
    .filter((column) => lifetime[column] !== truth[column])
    .map(
      (column) => `the ledger of all agents says ${column} ${lifetime[column]}, and it is ${truth[column]}`,
    )
}
