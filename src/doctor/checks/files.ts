import { closeSync, existsSync, openSync, type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { messageOf, systemCode } from '../../base/errors.ts'
import { shellWord } from '../../base/shell-word.ts'
import { formatSize } from '../../base/units.ts'
import type { LogInput } from '../../config/settings.ts'
import { text } from '../../messages/messages.ts'
import { checkFormats } from '../../pipeline/job.ts'
import { Discovery } from '../../source/tail/discover.ts'
import { READ_FLAGS } from '../../source/tail/identity.ts'
import type { Check, Context } from '../check.ts'
import { type Found, failed, fine, warning } from '../finding.ts'
import { type FirstLines, firstLines } from '../first-lines.ts'
import { refusedLog } from '../rights.ts'

/** Troubles of one pattern that are told one by one. */
const TOLD = 5
/** Files of one pattern whose first lines are read. */
const SAMPLED = 5
/** From this part of refused lines on, the format is worth a word. */
const MANY = 0.1

/** Each path and pattern: is it there, may it be read, is it in the format that was said. */
export const files: Check = {
  name: 'files',
  needs: ['files'],
  run: look,
}

function look(context: Context): Found[] {
  const inputs = context.settings.log_files!
  try {
    checkFormats({ ...context.settings, log_files: inputs })
  } catch (error) {
    // The agent would not start: nothing is to be said of lines that nobody can read.
    return [failed({ what: messageOf(error) })]
  }
  const denied = new Map<string, unknown>()
  const discovery = new Discovery(inputs, (folder, error) => denied.set(folder, error))
  const names = [...discovery.scan().values()]
  for (const folder of discovery.folders()) context.seen.folders.add(folder)
  for (const { path } of names) context.seen.folders.add(dirname(path))
  const found: Found[] = [...denied].map(([folder, error]) => folderTrouble(folder, error))
  for (const [index, input] of inputs.entries()) {
    const mine = names.filter((name) => name.input === index)
    const [first] = mine
    if (first?.literal && mine.length === 1) found.push(one(first.path, input, context))
    else if (mine.length > 0)
      found.push(
        ...pattern(
          mine.map(({ path }) => path),
          input,
          context,
        ),
      )
    else if (![...denied.keys()].some((folder) => mayHold(folder, input))) found.push(noMatch(input))
  }
  return found
}

/** Whether a folder lies on the way of a pattern: where it is closed, nobody knows what matches. */
function mayHold(folder: string, { path }: LogInput): boolean {
  const plain = dirname(resolve(path).replace(/[*?[{].*$/s, '_'))
  return plain.startsWith(folder) || folder.startsWith(plain)
}

function folderTrouble(folder: string, error: unknown): Found {
  const wrong = refusedLog(text.doctor.files.unreadable(folder), folder, error, 'folder')
  return failed(wrong, { path: folder })
}

function noMatch({ path }: LogInput): Found {
  return warning(
    { what: text.doctor.files.noMatch(path), fix: text.doctor.files.pathFix(path) },
    { path, matches: 0 },
  )
}

/** A file that is written out in the settings. */
function one(path: string, input: LogInput, context: Context): Found {
  const words = text.doctor.files
  const seen = sight(path)
  if ('wrong' in seen) return seen.wrong
  if ('missing' in seen) {
    const facts = { path, exists: false }
    if (context.settings.generate_test_logs) return fine(words.willBeWritten(path), facts)
    const folder = dirname(path)
    if (existsSync(folder))
      return warning({ what: text.source.waitingFor(path), fix: words.pathFix(path) }, facts)
    return failed({ what: words.noFolder(path, folder), fix: words.folderFix(shellWord(folder)) }, facts)
  }
  const lines = readFirst(path, input, seen.stats.size, context)
  return judge(path, seen.stats.size, lines)
}

/** Files that a pattern matched: what is wrong with some, and how the others are as one. */
function pattern(paths: readonly string[], input: LogInput, context: Context): Found[] {
  const words = text.doctor.files
  const troubles: Found[] = []
  const good: [path: string, size: number][] = []
  for (const path of paths) {
    const seen = sight(path)
    if ('wrong' in seen) troubles.push(seen.wrong)
    else if ('stats' in seen) good.push([path, seen.stats.size])
  }
  const judged: Found[] = []
  for (const [i, [path, size]] of good.entries()) {
    // The first lines of the others are most probably like these.
    if (i < SAMPLED) judged.push(judge(path, size, readFirst(path, input, size, context)))
    else
      context.seen.files.push({
        path,
        input,
        size,
        at: performance.now(),
        expansion: context.seen.files.at(-1)?.expansion ?? 1,
      })
  }
  const told = [...troubles.slice(0, TOLD), ...judged.filter(({ status }) => status !== 'ok')]
  const more = troubles.length - TOLD
  if (more > 0)
    told.push(
      failed(
        { what: words.moreTroubles(input.path, more) },
        { path: input.path, unreadable: troubles.length },
      ),
    )
  const bytes = good.reduce((sum, [, size]) => sum + size, 0)
  if (good.length > 0)
    told.push(
      fine(words.matches(input.path, good.length, formatSize(bytes)), {
        path: input.path,
        matches: paths.length,
        readable: good.length,
        bytes,
      }),
    )
  return told
}

type Sight = { readonly stats: Stats } | { readonly missing: true } | { readonly wrong: Found }

/** What is at a path, and whether it can be opened. */
function sight(path: string): Sight {
  const words = text.doctor.files
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return { missing: true }
    if (stats.isDirectory())
      return { wrong: failed({ what: text.source.isFolder(path), fix: `${resolve(path)}/*.log` }, { path }) }
    if (!stats.isFile()) return { wrong: failed({ what: text.source.notAFile(path) }, { path }) }
    closeSync(openSync(path, READ_FLAGS))
    return { stats }
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return { missing: true }
    return { wrong: failed(refusedLog(words.unreadable(path), path, error, 'file'), { path }) }
  }
}

function readFirst(path: string, input: LogInput, size: number, { settings, seen }: Context): FirstLines {
  const lines = firstLines(path, input, settings)
  seen.files.push({ path, input, size, at: performance.now(), expansion: lines.expansion })
  return lines
}

/** Whether the first lines are in the format that was said. */
function judge(path: string, size: number, seen: FirstLines): Found {
  const words = text.doctor.files
  const { lines, rejects, plain, type, detected, flags } = seen
  const facts = {
    path,
    bytes: size,
    type,
    lines,
    rejected: rejects,
    as_text: plain,
    detected: detected ?? null,
  }
  const explain = `kinetail explain ${flags} ${shellWord(path)}`
  const other = detected !== undefined && detected !== type ? words.otherType(detected) : undefined
  if (lines === 0) return fine(words.empty(path), facts)
  if (rejects === lines)
    return failed(
      { what: words.noneParses(path, lines, type), cause: words.deadLetters, fix: other ?? explain },
      facts,
    )
  if (rejects / lines >= MANY)
    return warning(
      { what: words.someFail(path, rejects, lines, type), cause: words.deadLetters, fix: other ?? explain },
      facts,
    )
  if (plain === lines && other !== undefined)
    return warning({ what: words.asText(path, lines), cause: words.looksLike(detected!), fix: other }, facts)
  return fine(words.fine(path, type, lines - rejects, lines, formatSize(size)), facts)
}
