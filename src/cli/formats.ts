import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { FORMATS } from '../format/all.ts'
import type { FieldDescription, FormatComponent } from '../format/component.ts'
import { text } from '../messages/messages.ts'
import { newCommand } from './frame.ts'
import { table } from './table.ts'

export function command(): Command {
  const examples = text.format.formatsExamples
  return newCommand('kinetail formats', text.cli.summaries.formats, [
    ['kinetail formats', examples.all],
    ['kinetail formats nginx', examples.one],
    ['kinetail formats --json', examples.json],
  ])
    .argument('[name]', text.format.formatsArgument)
    .option('--json', text.cli.jsonOption)
    .action((name: string | undefined, flags: { json?: boolean }) => run(name, flags.json ?? false))
}

function run(name: string | undefined, json: boolean): void {
  const names = FORMATS.map((one) => one.name)
  const chosen = name === undefined ? FORMATS : FORMATS.filter((one) => one.name === name)
  if (chosen.length === 0) throw new KinetailError('usage', text.format.unknownType(name!, names))
  const print = json ? asJson : asText
  process.stdout.write(chosen.map(print).join(json ? '' : '\n'))
}

function asJson(format: FormatComponent): string {
  const { name, logTypes, strings } = format
  const described = logTypes.map((type) => ({
    ...type,
    fields: type.fields.map((field) => ({ ...field, description: words(field) })),
  }))
  return `${JSON.stringify({ name, summary: text.formats.summaries[name], strings, log_types: described })}\n`
}

function asText(format: FormatComponent): string {
  const parts = [`${format.name}: ${text.formats.summaries[format.name]}\n`]
  for (const [name, string] of Object.entries(format.strings))
    parts.push(`  --format ${name}\n    ${string}\n`)
  for (const type of format.logTypes) {
    const rows = type.fields.map((field) => [`    ${field.name}`, typeOf(field), words(field)])
    const head = [`    ${text.format.columns.field}`, text.format.columns.type, text.format.columns.meaning]
    const pattern = type.pattern === undefined ? '' : `    --pattern '${type.pattern}'\n`
    const example = type.example.replaceAll('\n', '\n    ')
    parts.push(
      `  ${type.name}\n`,
      table(head, rows),
      `    ${text.format.exampleLine}\n${pattern}    ${example}\n`,
    )
  }
  return parts.join('')
}

function typeOf({ type, nullable, optional }: FieldDescription): string {
  const written = nullable ? `${type} | null` : type
  return optional ? `${written} (${text.formats.optional})` : written
}

function words(field: FieldDescription): string {
  return (text.formats.fields as Readonly<Record<string, string>>)[field.name] ?? ''
}
