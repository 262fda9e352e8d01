import type { Life } from './agents.ts'
import type { Verdict } from './check.ts'

/**
 * Whether the agents' ledger is exact: the last one, which ends when everything is settled, tells of all that were before it, killed or
 * not, and every line is in exactly one column. Lines that were destroyed while an agent ended, killed or out of patience in an
 * outage, that had not settled them are nobody's: no agent after it can read them again.
 */
export function checkLedger(lives: readonly Life[], verdict: Verdict): string[] {
  const lifetime = lives.at(-1)?.statistics?.lifetime
  if (lifetime === undefined) return ['the last agent told no ledger']
  const leftSome = lives.some(
    ({ how, statistics }) => how === 'SIGKILL' || (statistics?.ledger.in_flight ?? 0) > 0,
  )
  const truth = {
    sent: [verdict.delivered, verdict.deliveredThenDestroyed],
    dead_lettered: [verdict.deadLettered, verdict.deadLetteredThenDestroyed],
    filtered: [verdict.blank, 0],
    in_flight: [0, 0],
  } as const
  return (['sent', 'dead_lettered', 'filtered', 'in_flight'] as const)
    .filter((column) => {
      const lacking = truth[column][0] - lifetime[column]
      return lacking < 0 || lacking > (leftSome ? truth[column][1] : 0)
    })
    .map(
      (column) =>
        `the ledger of all agents says ${column} ${lifetime[column]}, and it is ${truth[column][0]}`,
    )
}
