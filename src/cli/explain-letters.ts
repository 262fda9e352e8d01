import type { FormatSpec } from '../format/create-engine.ts'
import { Explainer } from '../format/explain/explainer.ts'
import { type Failure, FailureGroups } from '../format/explain/failure-groups.ts'
import { Fixer } from '../format/explain/fix.ts'
import { foundText } from '../format/explain/found-text.ts'
import { text } from '../messages/messages.ts'
import { type KeptLetter, readDeadLetters } from '../sink/read-dead-letters.ts'
import type { ExplainOptions } from './explain.ts'
import { groupsJson, groupsText } from './explain-groups.ts'
import { harmless } from './terminal-text.ts'

/** `kinetail explain --dead-letter FILE`. @param asked the format in force now; undefined takes each letter's own type */
export async function explainLetters(
  path: string,
  asked: FormatSpec | undefined,
  options: ExplainOptions,
): Promise<number> {
  const groups = new FailureGroups()
  const formats = new LetterFormats(asked)
  let [letters, parsing, broken] = [0, 0, 0]
  for await (const { letter } of readDeadLetters(path)) {
    if (letter === undefined) {
      broken++
      continue
    }
    letters++
    const failure = failureOf(letter, formats.explainer(letter.type), asked !== undefined)
    if (failure === undefined) parsing++
    else groups.add(failure)
  }
  const fixerOf = (type: string): Fixer => formats.fixer(type)
  if (options.json) process.stdout.write(groupsJson(groups, fixerOf, options.top))
  else {
    process.stdout.write(groupsText(groups, fixerOf, undefined, options))
    process.stdout.write(`${text.explain.letters(letters, parsing, broken)}\n`)
  }
  return groups.size > 0 ? 3 : 0
}

/** Explainers and fixers by the type that letters name, each made once. */
class LetterFormats {
  readonly #asked: FormatSpec | undefined
  readonly #explainers = new Map<string, Explainer | undefined>()
  readonly #fixers = new Map<string, Fixer>()

  constructor(asked: FormatSpec | undefined) {
    this.#asked = asked
    // What was asked for and cannot be compiled is an error of the caller's; what a letter says is data.
    if (asked) this.#explainers.set('', new Explainer(asked))
  }

  explainer(type: string): Explainer | undefined {
    const key = this.#asked ? '' : type
    if (!this.#explainers.has(key)) this.#explainers.set(key, explainerOf({ type }))
    return this.#explainers.get(key)
  }

  fixer(type: string): Fixer {
    const known = this.explainer(type)
    const key = known ? JSON.stringify(known.spec) : ''
    let fixer = this.#fixers.get(key)
    if (!fixer) {
      fixer = new Fixer(known?.spec)
      this.#fixers.set(key, fixer)
    }
    return fixer
  }
}

function explainerOf(spec: FormatSpec): Explainer | undefined {
  try {
    return new Explainer(spec)
  } catch {
    return undefined
  }
}

/** How the letter's line fails now; undefined when it parses. The letter's own words count where no format was asked for. */
function failureOf(
  letter: KeptLetter,
  explainer: Explainer | undefined,
  asked: boolean,
): Failure | undefined {
  const { file, offset, reason, column, type, line } = letter
  const where = text.explain.offsetOf(harmless(file), offset)
  if (line === undefined)
    return {
      reason,
      type,
      column,
      expected: null,
      found: undefined,
      line: Buffer.from(letter.record ?? ''),
      where,
    }
  const now = explainer?.explain(line)
  if (now?.fate === 'parsed') return undefined
  const same = now?.fate === 'rejected' && now.reason === reason && now.column === column
  if (now?.fate === 'rejected' && (asked || same)) return { ...now, found: now.found.kind, type, line, where }
  const found = column === undefined ? undefined : foundText(line, column).kind
  return { reason, type, column, expected: null, found, line, where }
}
