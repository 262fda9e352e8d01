import { KinetailError } from '../base/errors.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { knownFields } from '../format/known-fields.ts'
import { fieldsOf, type NamedField } from '../format/shape/expression.ts'
import { expressionOf } from '../format/shape/field-tests.ts'
import type { RedactOptions, Rule, SampleOptions } from '../format/shape/shape-options.ts'
import { text } from '../messages/messages.ts'

/** Rules of one input, or of all. */
interface Rules {
  readonly keep?: readonly Rule[] | undefined
  readonly drop?: readonly Rule[] | undefined
  readonly sample?: readonly SampleOptions[] | undefined
  readonly redact?: readonly RedactOptions[] | undefined
}

/** A field that rules name, and the text of the rule where it has one. */
interface Use extends NamedField {
  readonly rule: string
}

/**
 * Throws where a rule names a field that no record can have: a rule of an input for its format, a rule of all for every one of them. A typo
 * in a rule that hides something would let it through.
 * @param inputs how each is read, with its own rules, and its name
 */
export function checkShapes(
  all: Rules,
  inputs: readonly { readonly spec: FormatSpec; readonly rules: Rules; readonly path: string }[],
): void {
  const fields = inputs.map(({ spec }) => knownFields(spec))
  for (const [i, { rules, path }] of inputs.entries()) check(usesOf(rules), fields[i], path)
  const common =
    fields.includes(undefined) || fields.length === 0 ? undefined : fields.flatMap((one) => one ?? [])
  check(usesOf(all), common, text.shape.allFiles)
}

function check(uses: readonly Use[], known: readonly string[] | undefined, where: string): void {
  if (known === undefined) return
  for (const { name, column, rule } of uses) {
    if (known.includes(name) || known.includes(name.split('.')[0]!)) continue
    const names = [...new Set(known)]
    const sentence = text.shape.unknownField(name, where, nearest(name, names), names)
    throw new KinetailError(
      'config',
      column < 0 ? sentence : text.shape.unknownFieldAt(rule, column, sentence),
    )
  }
}

function usesOf({ keep = [], drop = [], sample = [], redact = [] }: Rules): Use[] {
  const where = sample.flatMap((one) => (one.where === undefined ? [] : [one.where]))
  const inRules = [...keep, ...drop, ...where].flatMap((rule) =>
    fieldsOf(expressionOf(rule)).map((field) => ({ ...field, rule: typeof rule === 'string' ? rule : '' })),
  )
  const named = [
    ...sample.map(({ by }) => by),
    ...redact.flatMap(({ mask = [], remove = [], pseudonymise = [], ip }) => [
      ...mask,
      ...remove,
      ...pseudonymise,
      ...(Array.isArray(ip) ? (ip as readonly string[]) : []),
    ]),
  ]
  return [...inRules, ...named.map((name) => ({ name, column: -1, rule: '' }))]
}

/** The name that takes the fewest changes, when those are few. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((one) => [distance(name.toLowerCase(), one), one] as const)
    .sort(([a], [b]) => a - b)
  const [best] = ranked
  return best !== undefined && best[0] <= Math.max(2, name.length / 3) ? best[1] : undefined
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}
