import { type Argument, Command, Help, Option } from 'commander'
import type { AwsOptions } from '../aws/client.ts'
import { text } from '../messages/messages.ts'

/** One example of a help text: the command line, and what it does. */
export type Example = readonly [commandLine: string, meaning: string]

/** A command in kinetail's house style: errors are thrown (main turns them into exit codes), help ends with examples. */
export function newCommand(name: string, summary: string, examples: readonly Example[]): Command {
  const command = new Command(name)
    .description(summary)
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption('-h, --help', text.cli.helpOption)
    .addOption(new Option('--lang <language>', text.cli.langOption).choices(['en', 'ko']))
    .addHelpText('after', () => `\n${text.cli.examples}\n${examples.map(example).join('\n')}`)
  // Errors are said once, by main; in help, Commander's own words are said in the language in use.
  command.configureOutput({ writeErr: () => {} })
  command.createHelp = () => Object.assign(new TranslatedHelp(), command.configureHelp())
  return command
}

/** Commander's help with its few built-in words from the messages. */
class TranslatedHelp extends Help {
  override commandUsage(command: Command): string {
    return translated(super.commandUsage(command))
  }

  override subcommandTerm(command: Command): string {
    return translated(super.subcommandTerm(command))
  }

  override styleTitle(title: string): string {
    return text.cli.helpTitles[title as keyof typeof text.cli.helpTitles] ?? title
  }

  override optionDescription(option: Option): string {
    return describe(option.description, option.argChoices, option.defaultValue)
  }

  override argumentDescription(argument: Argument): string {
    return describe(argument.description, argument.argChoices, argument.defaultValue)
  }
}

function translated(usage: string): string {
  return usage.replace('[options]', text.cli.optionsWord).replace('[command]', text.cli.commandWord)
}

/** The words, then choices and default where they are worth telling: choices that the words name are not told again. */
function describe(words: string, choices: readonly string[] | undefined, fallback: unknown): string {
  const silent = fallback === undefined || typeof fallback === 'boolean' || String(fallback) === ''
  const told = [
    ...(choices?.every((choice) => words.includes(choice)) === false ? [choices.join(', ')] : []),
    ...(silent ? [] : [text.cli.defaultIs(String(fallback))]),
  ]
  return told.length > 0 ? `${words} (${told.join('; ')})` : words
}

function example([line, meaning]: Example): string {
  return `  ${meaning}\n    $ ${line}\n`
}

/** `--region`, `--endpoint-url`, `--profile`: named as in the AWS CLI. */
export function withAws(command: Command): Command {
  return command
    .option('--region <name>', text.cli.regionOption)
    .option('--endpoint-url <url>', text.cli.endpointOption)
    .option('--profile <name>', text.cli.profileOption)
}

export function awsOptions(options: { region?: string; endpointUrl?: string; profile?: string }): AwsOptions {
  return {
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.endpointUrl === undefined ? {} : { endpointUrl: options.endpointUrl }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  }
}

/** A stream is an argument or `--stream-name`, as in the AWS CLI. */
export function withStream(command: Command): Command {
  return command
    .argument('[stream]', text.cli.streamArgument)
    .option('--stream-name <name>', text.cli.streamOption)
}
