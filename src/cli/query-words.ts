import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { KinetailError } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'

/** What the words behind `kinetail query` name. */
export interface QueryWords {
  /** The statement; undefined: it comes from `--file` or standard input. */
  readonly statement: string | undefined
  /** Files that are there, and `-` for standard input. */
  readonly files: readonly string[]
  readonly stream: string | undefined
}

/**
 * Tells the statement, files and the stream apart, in any order: a statement has spaces, a file is there, and a stream's name is
 * neither. Throws a usage error where two could be meant.
 */
export function sortWords(words: readonly string[], streamFlag: string | undefined): QueryWords {
  const statements: string[] = []
  const files: string[] = []
  const streams: string[] = streamFlag === undefined ? [] : [streamFlag]
  for (const word of words) {
    if (word === '-' || isFile(word)) files.push(word)
    else if (/[\s;(]/.test(word)) statements.push(word)
    else if (/^[A-Za-z0-9_.:/-]+$/.test(word) && !looksLikePath(word)) streams.push(word)
    else throw new KinetailError('file', text.queryCommand.noFile(word))
  }
  const names = [...new Set(streams)]
  if (statements.length > 1) throw new KinetailError('usage', text.queryCommand.twoStatements)
  if (names.length > 1) throw new KinetailError('usage', text.queryCommand.twoStreams(names))
  if (names.length > 0 && files.length > 0)
    throw new KinetailError('usage', text.queryCommand.streamAndFiles(names[0]!, files[0]!))
  return { statement: statements[0], files, stream: names[0] }
}

function isFile(word: string): boolean {
  return existsSync(word) && !statSync(word).isDirectory()
}

/** What has a slash and is no ARN, or an ending that logs have, was meant to be a file. */
function looksLikePath(word: string): boolean {
  return (
    !word.startsWith('arn:') &&
    (word.includes('/') || /\.(?:log|gz|zst|json|jsonl|ndjson|csv|txt|sql)$/.test(word))
  )
}

/** The statement, from wherever it comes. Standard input is read for it only where it does not hold the rows. */
export async function statementOf(words: QueryWords, file: string | undefined): Promise<string> {
  if (words.statement !== undefined && file !== undefined)
    throw new KinetailError('usage', text.queryCommand.twoStatements)
  const statement = words.statement ?? (await readStatement(words, file))
  if (statement.trim() === '') throw new KinetailError('usage', text.queryCommand.noStatement)
  return statement
}

async function readStatement(words: QueryWords, file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-')
    return readFile(file, 'utf8').catch((error: unknown) => {
      throw new KinetailError('file', text.format.cannotRead(file, systemWords(error)), { cause: error })
    })
  const rowsElsewhere = words.stream !== undefined || (words.files.length > 0 && !words.files.includes('-'))
  if (!rowsElsewhere || (file === undefined && process.stdin.isTTY))
    throw new KinetailError('usage', text.queryCommand.noStatement)
  let read = ''
  for await (const piece of process.stdin.setEncoding('utf8')) read += piece as string
  return read
}
