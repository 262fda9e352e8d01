import { type Condition, regexOf } from './condition.ts'
import { fieldSql } from './condition-sql.ts'
import { OTHERS } from './groups.ts'
import type { MessageFacts, Origin } from './message.ts'

/** Read a little more than since the alert began: what led to it is there too. */
const BEFORE_MS = 60_000

/** The command that shows the lines of an alert; undefined where there is nothing to read them from. */
export function moreCommand(facts: MessageFacts, origin: Origin): string | undefined {
  const { rule, since } = facts
  const before = rule.kind === 'match' ? BEFORE_MS : rule.kind === 'absent' ? rule.absentMs : rule.windowMs
  const from = new Date(since - before - BEFORE_MS).toISOString()
  const grep = grepOf(facts)
  if (origin.stream !== undefined) {
    const place = ['--from', from, ...awsFlags(origin)]
    return grep === undefined
      ? words(['kinetail', 'query', origin.stream, ...place, queryOf(facts)])
      : words(['kinetail', 'read', origin.stream, ...place, '--grep', grep])
  }
  const { files } = origin
  if (files === undefined || files.length === 0) return undefined
  if (grep !== undefined) return `${words(['kinetail', 'parse', ...files])} | ${words(['grep', '-P', grep])}`
  return words(['kinetail', 'query', ...files, queryOf(facts)])
}

/** The regular expression that finds the lines of a text condition without groups; undefined where that cannot be said so. */
function grepOf({ rule, group }: MessageFacts): string | undefined {
  const condition = rule.kind === 'match' ? rule.match : rule.kind === 'sql' ? {} : (rule.where ?? {})
  if (typeof condition !== 'string' || Object.keys(group.values).length > 0) return undefined
  const regex = regexOf(condition)
  if (regex === undefined) return condition.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return regex.flags === '' ? regex.source : undefined
}

function queryOf({ rule, group, where }: MessageFacts): string {
  const condition: Condition | undefined =
    rule.kind === 'match' ? rule.match : rule.kind === 'sql' ? undefined : rule.where
  const values = Object.entries(group.values).filter(([, value]) => value !== OTHERS)
  const tests = [
    ...(where === undefined ? [] : [where]),
    ...(condition === undefined ? [] : fieldSql(condition)),
    ...(rule.kind === 'sql' ? [] : values.flatMap(([field, value]) => fieldSql({ [field]: value }))),
  ]
  return `SELECT record FROM logs${tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`}`
}

function awsFlags({ region, endpointUrl }: Origin): string[] {
  return [
    ...(region === undefined ? [] : ['--region', region]),
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
  ]
}

/** As a shell reads them: what came out of a log stays one word, whatever is in it. */
function words(all: readonly string[]): string {
  return all
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}
