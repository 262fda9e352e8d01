import type { Life } from './agents.ts'
import type { Verdict } from './check.ts'

/**
 * Whether the agents' ledgers are exact. An agent that was killed did not tell its last figures, so with such a one among them the
 * others are bounds. Without, every line is in exactly one column of exactly one of them.
 */
export function checkLedger(lives: readonly Life[], verdict: Verdict): string[] {
  const sums = { sent: 0, dead_lettered: 0, filtered: 0 }
  for (const { statistics } of lives)
    for (const column of ['sent', 'dead_lettered', 'filtered'] as const)
      sums[column] += statistics?.ledger[column] ?? 0
  const truth = { sent: verdict.delivered, dead_lettered: verdict.deadLettered, filtered: verdict.blank }
  if (lives.some(({ how }) => how === 'SIGKILL')) return []
  return (['sent', 'dead_lettered', 'filtered'] as const)
    .filter((column) => sums[column] !== truth[column])
    .map((column) => `the ledgers say ${column} ${sums[column]}, and it is ${truth[column]}`)
}
