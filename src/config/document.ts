import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { SettingIssue } from './schema.ts'

/** A YAML or JSON text, its value, and where each key stands in it. */
export interface ParsedDocument {
  readonly value: unknown
  /** Finds places in it. Only what is wrong asks for them, and it takes the YAML parser, for JSON too. */
  places(): Promise<Places>
}

/** `line 3, column 5` of a path in the value: the key itself, or the value where the path is of a list. */
export type Places = (path: readonly PropertyKey[]) => Place

export interface Place {
  readonly line: number
  readonly column: number
}

/** The parser takes longer to load than all other reading of settings: only whoever has a configuration file waits for it. */
const yaml = () => import('./yaml-document.ts')

/** JSON as in the guide: cut short or misspelt, the error says at which line and column, and shows the line. */
export function parseJson(written: string, what: string): ParsedDocument {
  try {
    return documentOf(JSON.parse(written), written)
  } catch (error) {
    const at = failureOffset(error, written)
    throw new KinetailError(
      'config',
      text.config.badJson(what, placeAt(written, at), pointer(written, at), reason(written, at)),
    )
  }
}

/** YAML, of which JSON is a part: the configuration file. */
export async function parseYaml(written: string, what: string): Promise<ParsedDocument> {
  const { readYaml } = await yaml()
  const { value, error } = readYaml(written)
  if (error === undefined) return documentOf(value, written)
  const { at, words } = error
  throw new KinetailError(
    'config',
    text.config.badYaml(what, placeAt(written, at), pointer(written, at), words),
  )
}

/** Says everything that is wrong with a document's values, one line each, with its place. */
export async function issuesError(
  what: string,
  document: ParsedDocument | undefined,
  issues: readonly SettingIssue[],
): Promise<KinetailError> {
  const placeOf = await document?.places()
  const lines = issues.map(({ path, message }) =>
    text.config.issue(path.map(String).join('.'), placeOf?.(path), message),
  )
  return new KinetailError(
    'config',
    `${text.config.badValues(what, issues.length)}\n${lines.map((line) => `  ${line}`).join('\n')}`,
  )
}

function documentOf(value: unknown, written: string): ParsedDocument {
  return {
    value,
    async places() {
      const { offsets } = await yaml()
      const offsetOf = offsets(written)
      return (path) => placeAt(written, offsetOf(path))
    },
  }
}

function placeAt(written: string, offset: number): Place {
  const before = written.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - (before.lastIndexOf('\n') + 1) + 1 }
}

/** The line of the failure, with a caret under the column. Long lines are shown around the place. */
function pointer(written: string, offset: number): string {
  const start = written.lastIndexOf('\n', offset - 1) + 1
  const end = written.indexOf('\n', offset)
  const line = written.slice(start, end < 0 ? undefined : end)
  const from = Math.max(0, offset - start - 60)
  return `    ${line.slice(from, from + 100)}\n    ${' '.repeat(offset - start - from)}^`
}

/** Where JSON.parse gave up. V8 says "position N" but for an early end, and Node 20 and 26 word it differently. */
function failureOffset(error: unknown, written: string): number {
  const position = /position (\d+)/.exec(String((error as Error).message))?.[1]
  return position === undefined ? written.trimEnd().length : Math.min(Number(position), written.length)
}

function reason(written: string, offset: number): string {
  const found = [...written.slice(offset).trimStart()][0]
  return found === undefined ? text.config.jsonEnds : text.config.jsonUnexpected(found)
}
