import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { Explainer } from '../format/explain/explainer.ts'
import { FailureGroups } from '../format/explain/failure-groups.ts'
import { Fixer } from '../format/explain/fix.ts'
import { FORMAT_TYPES } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import type { EventRules } from '../source/events.ts'
import { type LineChunk, LineCutter } from '../source/line-cutter.ts'
import { groupsText } from './explain-groups.ts'
import { explainLetters } from './explain-letters.ts'
import { type ExplainedLine, explainAs, explanationJson, explanationText } from './explain-line.ts'
import { type FormatFlags, specOfFlags } from './format-flags.ts'
import { newCommand } from './frame.ts'
import { type MultilineFlags, rulesOfFlags, withMultiline } from './multiline-flags.ts'
import { EventCutter } from './parse-events.ts'
import { readInput } from './parse-input.ts'
import { harmless, type Paint, painter, wantsColor } from './terminal-text.ts'

/** As in `parse`: a longer line is cut. */
const MAX_LINE_BYTES = 1024 * 1024
/** Up to so many lines are explained one by one; of more, those that fail in groups. */
const EACH = 20

interface Flags extends FormatFlags, MultilineFlags {
  readonly deadLetter?: string
  readonly top: string
  readonly json?: boolean
}

/** `kinetail explain [LINE|FILE]`. */
export function command(): Command {
  const say = text.explain
  const { examples } = say
  const built = newCommand('kinetail explain', say.description, [
    [
      `kinetail explain --type apache '192.0.2.7 - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" OK 5'`,
      examples.line,
    ],
    [
      `tail -n 5 access.log | kinetail explain --format '$remote_addr [$time_local] "$request" $status'`,
      examples.pipe,
    ],
    ['kinetail explain --type nginx /var/log/nginx/access.log', examples.file],
    ['kinetail explain --dead-letter dead-letter.ndjson --top 5', examples.dead],
    [
      `kinetail explain --type nginx_error --multiline-pattern '^\\d{4}/' /var/log/nginx/error.log`,
      examples.events,
    ],
  ])
  return withMultiline(built)
    .argument('[input]', say.arguments)
    .option('--type <type>', say.typeOption(FORMAT_TYPES))
    .option('--format <string>', text.format.parseOptions.format)
    .option('--pattern <pattern>', text.format.parseOptions.pattern)
    .option('--dead-letter <file>', say.deadLetterOption)
    .option('--top <count>', say.topOption, '10')
    .option('--json', text.cli.jsonOption)
    .action(async (input: string | undefined, flags: Flags) => {
      const rules = rulesOfFlags(flags)
      const spec = specOfFlags(flags)
      const asked = spec && { ...spec, joined: rules !== undefined }
      const top = /^[1-9]\d{0,8}$/.test(flags.top) ? Number(flags.top) : undefined
      if (top === undefined) throw new KinetailError('usage', say.badTop(flags.top))
      if (flags.deadLetter !== undefined && input !== undefined)
        throw new KinetailError('usage', say.whichInput)
      const paint = painter(wantsColor(process.stdout, process.env))
      const json = flags.json ?? false
      process.exitCode =
        flags.deadLetter === undefined
          ? await explainLines(input ?? '-', asked, rules, { top, json, paint })
          : await explainLetters(flags.deadLetter, asked, { top, json, paint })
    })
}

export interface ExplainOptions {
  readonly top: number
  readonly json: boolean
  readonly paint: Paint
}

async function explainLines(
  input: string,
  asked: FormatSpec | undefined,
  rules: EventRules | undefined,
  options: ExplainOptions,
): Promise<number> {
  const explainer = asked && new Explainer(asked, true)
  const fixer = new Fixer(asked)
  const isFile = input !== '-' && existsSync(input)
  // A log line has several words; one alone is the name of a file that is not there.
  if (!isFile && input !== '-' && !/[\s{]/.test(input))
    throw new KinetailError('file', text.explain.noFile(input))
  const file = isFile ? input : undefined
  const source = isFile || input === '-' ? linesOf(input, rules) : [Buffer.from(input)]
  const first: Uint8Array[] = []
  const groups = new FailureGroups()
  let [number, failed, blank] = [0, 0, 0]
  for await (const line of source) {
    number++
    if (options.json) {
      const one = explainAs(line, number, explainer, fixer)
      process.stdout.write(`${JSON.stringify(explanationJson(one, file))}\n`)
      failed += Number(one.explained.fate === 'rejected')
      continue
    }
    if (number <= EACH) first.push(line.slice())
    const { spec, explained } = quickly(line, explainer, fixer)
    blank += Number(explained.fate === 'blank')
    if (explained.fate !== 'rejected') continue
    failed++
    const { reason, column, expected, found } = explained
    const where =
      file === undefined ? text.explain.lineAt(number) : text.explain.lineOf(harmless(file), number)
    groups.add({ reason, type: spec.type, column, expected, found: found.kind, line, where })
  }
  if (options.json) return failed > 0 ? 3 : 0
  if (number <= EACH) {
    const again = asked && new Explainer(asked, true)
    const words = first.map((line, i) =>
      explanationText(explainAs(line, i + 1, again, fixer), file, options.paint),
    )
    process.stdout.write(words.join('\n'))
  } else {
    process.stdout.write(groupsText(groups, () => fixer, file, options))
    process.stdout.write(`${text.explain.total(number, failed, blank)}\n`)
  }
  return failed > 0 ? 3 : 0
}

/** The verdict, without looking for a fix. */
function quickly(
  line: Uint8Array,
  asked: Explainer | undefined,
  fixer: Fixer,
): Pick<ExplainedLine, 'spec' | 'explained'> {
  if (asked) return { spec: asked.spec, explained: asked.explain(line) }
  const { explainer, explained } = fixer.closest(line)
  return { spec: explainer.spec, explained }
}

/** Each line, or event, of a file or of standard input, without its end. */
async function* linesOf(input: string, rules: EventRules | undefined): AsyncGenerator<Uint8Array> {
  const cutter = rules === undefined ? new LineCutter(MAX_LINE_BYTES) : new EventCutter(rules, MAX_LINE_BYTES)
  for await (const bytes of readInput(input, false))
    for (const chunk of cutter.push(bytes)) yield* split(chunk)
  for (const chunk of cutter.end()) yield* split(chunk)
}

function* split({ bytes, events }: LineChunk): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const lf = bytes.indexOf(0x0a, at)
    const next = events?.ends[i] ?? (lf < 0 ? bytes.length : lf + 1)
    let end = next
    while (end > at && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0x0a)) end--
    yield bytes.subarray(at, end)
    at = next
  }
}
