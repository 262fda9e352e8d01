import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { newCommand } from './frame.ts'
import { createCommand } from './streams-create.ts'
import { deleteCommand } from './streams-delete.ts'
import { describeCommand } from './streams-describe.ts'
import { listCommand } from './streams-list.ts'
import { reshardCommand } from './streams-reshard.ts'
import { waitCommand } from './streams-wait.ts'

export function command(): Command {
  const { createExamples, listExample } = text.reader
  const built = newCommand('kinetail streams', text.cli.summaries.streams, [
    ['kinetail streams create log-streaming-demo --shard-count 2 --wait', createExamples.wait],
    ['kinetail streams list --endpoint-url http://127.0.0.1:4568', listExample],
  ])
  built
    .enablePositionalOptions()
    .addCommand(createCommand())
    .addCommand(waitCommand())
    .addCommand(describeCommand())
    .addCommand(listCommand())
    .addCommand(reshardCommand())
    .addCommand(deleteCommand())
    .helpCommand(false)
    .allowExcessArguments()
    .allowUnknownOption()
  // Reached only when the first word is none of them: commander alone would print its help on the silenced error output.
  return built.action(() => {
    const known = built.commands.map((one) => one.name())
    const [name] = built.args
    throw new KinetailError(
      'usage',
      name === undefined || name.startsWith('-')
        ? text.reader.whichSubcommand(known)
        : text.reader.unknownSubcommand(name, known),
    )
  })
}
