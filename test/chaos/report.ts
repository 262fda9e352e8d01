import { MOST_BYTES, MOST_GROWTH, type OutageResult, type Sample } from './outage.ts'
import type { Kind } from './plan.ts'
import type { Outcome } from './round.ts'

/** One line about a round. */
export function line({
  plan,
  verdict,
  orderRisks,
  kills,
  peakBytes,
  seconds,
  skipped,
  faults,
}: Outcome): string {
  const { lines, missing, doubled, doubledAfter, outOfOrder, destroyed, wrong } = verdict
  const how = `${plan.pack}/${plan.partitionKey}${plan.limited ? '/limited' : ''}${plan.given === 'patterns' ? '/patterns' : ''}${plan.strictOrder ? '/strict' : ''}`
  return [
    `round ${plan.round}: ${how}, ${plan.shards} shards, ${plan.deeds.map(({ kind }) => kind).join(' ')}, ${plan.ending}:`,
    `${lines} lines, ${missing} missing, ${doubled} doubled (${doubledAfter} after), ${outOfOrder} out of order,`,
    `${destroyed} destroyed, ${wrong} wrong, ${faults.length} faults, ${orderRisks} order risks, ${kills} kills,`,
    `${(peakBytes / 1e6).toFixed(0)} MB, ${seconds.toFixed(1)} s${skipped.length > 0 ? ` (skipped ${skipped.join('; ')})` : ''}`,
  ].join(' ')
}

/** Everything about a round that failed. */
export function failure({ plan, verdict, faults, said }: Outcome, again: string, folder: string): string {
  return [
    `FAILED: ${again}`,
    JSON.stringify(plan),
    ...faults,
    ...verdict.examples,
    said.length > 6000 ? `${said.slice(0, 6000)}\n…` : said,
    `its files: ${folder}`,
  ].join('\n')
}

/** One look at an agent's memory. */
export function sampleLine({ atMs, lines, bytes }: Sample): string {
  return `${(atMs / 1000).toFixed(1).padStart(6)} s: ${megabytes(bytes)}, ${lines} lines written`
}

export function outageSummary({
  samples,
  peakBytes,
  growth,
  caughtUpMs,
  verdict,
  faults,
}: OutageResult): string {
  const most = Math.max(0, ...samples.map(({ bytes }) => bytes))
  const { lines, missing, doubled, doubledAfter, outOfOrder, wrong, examples } = verdict
  return [
    `most memory in the outage ${megabytes(most)}, ever ${megabytes(peakBytes)} (allowed ${megabytes(MOST_BYTES)})`,
    `growth from its first quarter to its last ${megabytes(growth)} (allowed ${megabytes(MOST_GROWTH)})`,
    `everything was there ${(caughtUpMs / 1000).toFixed(1)} s after it`,
    `${lines} lines, ${missing} missing, ${doubled} doubled (${doubledAfter} after deduplication), ${outOfOrder} out of order, ${wrong} wrong`,
    ...examples,
    ...faults,
  ].join('\n')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** The figures of all rounds. */
export function closing(seed: number, outcomes: readonly Outcome[], failed: readonly number[]): string {
  const sum = (pick: (outcome: Outcome) => number, among = outcomes): number =>
    among.reduce((all, outcome) => all + pick(outcome), 0)
  const lines = sum(({ verdict }) => verdict.lines)
  const doubled = sum(({ verdict }) => verdict.doubled)
  const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(3)} %`
  const killed = outcomes.filter((outcome) => outcome.kills > 0)
  const onlyKilled = killed.filter(({ plan }) =>
    plan.deeds.every(({ kind }) => !LOSES_ANSWERS.includes(kind)),
  )
  return [
    `seed ${seed}: ${outcomes.length} rounds, ${lines} lines, ${sum(({ seconds }) => seconds).toFixed(0)} s`,
    `missing ${sum(({ verdict }) => verdict.missing)}`,
    `doubled ${doubled} before deduplication (${share(doubled, lines)}), ${sum(({ verdict }) => verdict.doubledAfter)} after`,
    `out of order ${sum(({ verdict }) => verdict.outOfOrder)} (order risks counted by agents: ${sum(({ orderRisks }) => orderRisks)})`,
    `destroyed by truncation before anybody could read them ${sum(({ verdict }) => verdict.destroyed)}`,
    `otherwise wrong ${sum(({ verdict }) => verdict.wrong)}, faults of agents ${sum(({ faults }) => faults.length)}`,
    `SIGKILL ${sum(({ kills }) => kills)} times in ${killed.length} rounds: doubled ${doubledOf(killed)};` +
      ` in the ${onlyKilled.length} of them in which no answer got lost: ${doubledOf(onlyKilled)}`,
    `most memory of an agent ${(Math.max(0, ...outcomes.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0)} MB`,
    `skipped ${sum(({ skipped }) => skipped.length)} deeds`,
    failed.length === 0 ? 'all rounds clean' : `${failed.length} rounds FAILED: ${failed.join(' ')}`,
  ].join('\n')

  function doubledOf(some: readonly Outcome[]): string {
    const twice = sum(({ verdict }) => verdict.doubled, some)
    const all = sum(({ verdict }) => verdict.lines, some)
    const each =
      twice /
      Math.max(
        1,
        sum((outcome) => outcome.kills, some),
      )
    return `${twice} of ${all} lines (${share(twice, all)}), ${each.toFixed(0)} a kill`
  }
}

/** Deeds after which a request may have landed that is sent again. */
const LOSES_ANSWERS: readonly Kind[] = ['hang', 'reset', 'outage', 'shut']
