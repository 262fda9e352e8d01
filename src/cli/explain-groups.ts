import type { FailureGroup, FailureGroups } from '../format/explain/failure-groups.ts'
import type { Fixer } from '../format/explain/fix.ts'
import { type GroupFix, groupFix } from '../format/explain/group-fix.ts'
import { expectedWords, reasonText } from '../format/explain/words.ts'
import { text } from '../messages/messages.ts'
import type { ExplainOptions } from './explain.ts'
import { fixLines } from './explain-fix.ts'
import { fixJson, pointed } from './explain-line.ts'
import { harmless } from './terminal-text.ts'

/** The largest groups for a person, each with an example and the fix that makes most of it parse. */
export function groupsText(
  groups: FailureGroups,
  fixerOf: (type: string) => Fixer,
  file: string | undefined,
  { top, paint }: ExplainOptions,
): string {
  const say = text.explain
  const parts = groups.top(top).map((group) => {
    const { line, column, where, type } = group.first
    const fix = groupFix(group, fixerOf(type))
    const [command, ...more] = fixLines(fix?.fix, file, true)
    const tried = fix ? `  (${say.tried(fix.parsed, fix.tried)})` : ''
    const lines = [`  ${say.labels.fix}: ${command}${tried}`, ...more.map((words) => `    ${words}`)]
    const example =
      line.length > 0 ? `  ${say.labels.example} (${where}):\n${pointed(line, column ?? 0, paint)}` : ''
    return `${paint('red', headline(group))}\n${example}${lines.join('\n')}\n\n`
  })
  const hidden = groups.size - Math.min(top, groups.size)
  return parts.join('') + (hidden > 0 ? `${say.moreGroups(hidden)}\n` : '')
}

/** The same for programs, one object a group. */
export function groupsJson(groups: FailureGroups, fixerOf: (type: string) => Fixer, top: number): string {
  return groups
    .top(top)
    .map((group) => `${JSON.stringify(groupObject(group, groupFix(group, fixerOf(group.first.type))))}\n`)
    .join('')
}

function groupObject(group: FailureGroup, fix: GroupFix | undefined): object {
  const { reason, type, column, expected, found, line, where } = group.first
  return {
    lines: group.count,
    reason,
    reason_text: reasonWords(reason),
    type,
    ...(column === undefined ? {} : { column }),
    expected,
    ...(found === undefined ? {} : { found }),
    example: { where, line: Buffer.from(line).toString() },
    fix: fix ? { ...fixJson(fix.fix, undefined), tried: fix.tried, parsed: fix.parsed } : null,
  }
}

function headline({ count, first }: FailureGroup): string {
  const say = text.explain
  const { column, expected, found, reason, type } = first
  const shown = column === undefined ? undefined : column + 1
  const name = harmless(type)
  if (!expected || found === undefined)
    return `${say.groupReason(count, shown, reasonWords(reason))} [${name}]`
  return `${say.group(count, shown, say.found[found], harmless(expectedWords({ expected, reason })))} [${name}]`
}

/** A reason of the closed list in a sentence; what a service said stays as it is. */
function reasonWords(reason: string): string {
  return reasonText(reason) ?? `${text.explain.serviceRefused} (${harmless(reason)})`
}
