import { systemWords } from '../base/system-words.ts'
import { formatSize } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { type FileReport, isProof, type VerifyReport } from '../reader/verify/report.ts'
import { table } from './table.ts'
import { harmless } from './terminal-text.ts'

/** The report for a person: a table, what else is worth knowing, and the verdict. */
export function reportTable(report: VerifyReport): string {
  const words = text.verify
  const looked = report.files.filter(({ sameAs }) => sameAs === undefined)
  const rows = looked.map((file) => [harmless(file.path), ...figures(file)])
  const total = sumOf(looked)
  if (looked.length > 1) rows.push([words.total, ...figures(total)])
  const remarks = [...report.files.flatMap(remarksOn), ...remarksOnAll(report)]
  const number = (count: number): string => count.toLocaleString('en-US')
  const verdict = isProof(report)
    ? words.proof(number(total.lines), number(total.doubledBefore))
    : words.noProof({
        missing: number(total.missing),
        pending: number(total.pending),
        doubled: number(total.doubledAfter + report.elsewhere.doubledAfter),
        outOfOrder: number(total.outOfOrder + report.elsewhere.outOfOrder),
      })
  return [table(words.head, rows), ...remarks.map((remark) => `${remark}\n`), `${verdict}\n`].join('')
}

/** One JSON object a file, then one of the whole. */
export function reportJson(report: VerifyReport): string {
  const { elsewhere } = report
  const total = sumOf(report.files)
  const whole = {
    type: 'total',
    ok: isProof(report),
    files: report.files.length,
    ...countsOf(total),
    events: report.events,
    events_without_id: report.withoutId,
    dead_letters: report.deadLetters,
    elsewhere: {
      generations: elsewhere.generations,
      lines: elsewhere.lines,
      doubled_before: elsewhere.doubledBefore,
      doubled_after: elsewhere.doubledAfter,
      out_of_order: elsewhere.outOfOrder,
      destroyed_bytes: elsewhere.destroyedBytes,
    },
    missing_files: report.missingFiles,
    unreadable: [...report.troubles].map(([path, error]) => ({ path, reason: systemWords(error) })),
  }
  return [...report.files.map(fileJson), whole].map((row) => `${JSON.stringify(row)}\n`).join('')
}

function fileJson(file: FileReport): object {
  return {
    type: 'file',
    file: file.path,
    generation: file.generation,
    known_by: file.by,
    ...(file.sameAs === undefined ? {} : { same_as: file.sameAs }),
    ...countsOf(file),
    ...(file.ledger === undefined ? {} : { ledger: ledgerJson(file.ledger) }),
    missing_examples: file.missingExamples.map(({ offset }) => ({ file: file.path, offset })),
    out_of_order_examples: file.outOfOrderExamples.map(({ offset, after }) => ({
      file: file.path,
      offset,
      after,
    })),
    ...(file.trouble === undefined ? {} : { trouble: systemWords(file.trouble) }),
  }
}

function ledgerJson({ sent, dead, filtered, exact }: NonNullable<FileReport['ledger']>): object {
  return { sent, dead_lettered: dead, filtered, exact }
}

const COUNTS = [
  'lines',
  'delivered',
  'replayed',
  'deadLettered',
  'filtered',
  'missing',
  'pending',
  'unfinished',
  'destroyedBytes',
  'doubledBefore',
  'doubledAfter',
  'outOfOrder',
  'misplaced',
  'beyond',
] as const
type Counts = Record<(typeof COUNTS)[number], number>

function countsOf(counts: Readonly<Counts>): Record<string, number> {
  const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(COUNTS.map((name) => [snake(name), counts[name]]))
}

function sumOf(files: readonly FileReport[]): Counts {
  const sum = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts
  for (const file of files) for (const name of COUNTS) sum[name] += file[name]
  return sum
}

function figures(counts: Readonly<Counts>): string[] {
  const { lines, delivered, deadLettered, filtered, missing, pending } = counts
  const { doubledBefore, doubledAfter, outOfOrder } = counts
  return [
    ...[lines, delivered, deadLettered, filtered, missing, pending],
    ...[doubledBefore, doubledAfter, outOfOrder],
  ].map((count) => count.toLocaleString('en-US'))
}

function remarksOn(file: FileReport): string[] {
  const words = text.verify
  const path = harmless(file.path)
  const number = (count: number): string => count.toLocaleString('en-US')
  if (file.sameAs !== undefined) return [words.sameAs(path, harmless(file.sameAs))]
  const more = (shown: readonly unknown[], all: number): string[] =>
    shown.length > 0 && shown.length < all ? [words.moreOf(number(all - shown.length))] : []
  return [
    ...(file.by === 'unseen' && file.lines > 0 ? [words.unseen(path)] : []),
    ...(file.trouble === undefined ? [] : [words.unreadable(path, systemWords(file.trouble))]),
    ...file.missingExamples.map(({ offset }) => words.missingLine(path, offset)),
    ...more(file.missingExamples, file.missing),
    ...file.outOfOrderExamples.map(({ offset, after }) => words.misorderedLine(path, offset, after!)),
    ...more(file.outOfOrderExamples, file.outOfOrder),
    ...(file.misplaced > 0 ? [words.misplaced(path, number(file.misplaced))] : []),
    ...(file.beyond > 0 ? [words.beyond(path, number(file.beyond))] : []),
    ...(file.ledger?.exact === false ? [words.ledgerOff(path, number(settledOf(file.ledger)))] : []),
    ...(file.unfinished > 0 ? [words.unfinished(path)] : []),
    ...(file.destroyedBytes > 0 ? [words.destroyed(path, formatSize(file.destroyedBytes))] : []),
  ]
}

function settledOf({ sent, dead, filtered }: NonNullable<FileReport['ledger']>): number {
  return sent + dead + filtered
}

function remarksOnAll({ elsewhere, withoutId, missingFiles, troubles }: VerifyReport): string[] {
  const words = text.verify
  const number = (count: number): string => count.toLocaleString('en-US')
  return [
    ...missingFiles.map((path) => words.absent(harmless(path))),
    ...[...troubles].map(([path, error]) => words.unreadable(harmless(path), systemWords(error))),
    ...(elsewhere.generations > 0
      ? [words.elsewhere(number(elsewhere.lines), number(elsewhere.generations))]
      : []),
    ...(elsewhere.destroyedBytes > 0 ? [words.destroyedElsewhere(formatSize(elsewhere.destroyedBytes))] : []),
    ...(withoutId > 0 ? [words.withoutId(number(withoutId))] : []),
  ]
}
