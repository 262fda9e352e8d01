import { Command, Option } from 'commander'
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
  command.configureOutput({ writeErr: () => {} })
  return command
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
