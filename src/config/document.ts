import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { SettingIssue } from './schema.ts'

/** A YAML or JSON text, its value, and where each key stands in it. */
export interface ParsedDocument {
  readonly value: unknown
  /** `line 3, column 5` of a path in the value: the key itself, or the value where the path is of a list. */
  place(path: readonly PropertyKey[]): Place
}

export interface Place {
  readonly line: number
  readonly column: number
}

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
export function parseYaml(written: string, what: string): ParsedDocument {
  const lines = new LineCounter()
  const document = parseDocument(written, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error) {
    const at = error.pos[0]
    throw new KinetailError(
      'config',
      text.config.badYaml(what, placeAt(written, at), pointer(written, at), error.message),
    )
  }
  return withPlaces(document.toJS(), document, written)
}

/** Says everything that is wrong with a document's values, one line each, with its place. */
export function issuesError(
  what: string,
  document: ParsedDocument | undefined,
  issues: readonly SettingIssue[],
): KinetailError {
  const lines = issues.map(({ path, message }) => {
    const place = document?.place(path)
    return text.config.issue(path.map(String).join('.'), place, message)
  })
  return new KinetailError(
    'config',
    `${text.config.badValues(what, issues.length)}\n${lines.map((line) => `  ${line}`).join('\n')}`,
  )
}

function documentOf(value: unknown, written: string): ParsedDocument {
  return withPlaces(value, parseDocument(written, { prettyErrors: false }), written)
}

function withPlaces(value: unknown, document: Document.Parsed, written: string): ParsedDocument {
  return {
    value,
    place(path) {
      return placeAt(written, offsetOf(document, path))
    },
  }
}

/** Offset of the key at the end of `path`; of the deepest parent that exists where the path does not. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const last = path[depth - 1]
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last)
      const range = isScalar(pair?.key) ? pair.key.range : undefined
      if (range) return range[0]
    }
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined
    if (node?.range) return node.range[0]
  }
  return 0
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
