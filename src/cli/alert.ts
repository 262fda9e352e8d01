import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { runCommand } from './alert-run.ts'
import { sendCommand } from './alert-send.ts'
import { testCommand } from './alert-test.ts'
import { newCommand } from './frame.ts'

/** `kinetail alert test|run|send`. */
export function command(): Command {
  const { examples } = text.alertCommand
  const parent = newCommand('kinetail alert', text.cli.summaries.alert, [
    ['kinetail alert test --config kinetail.yaml /var/log/nginx/access.log', examples.test],
    ['kinetail alert run log-streaming-demo --config kinetail.yaml', examples.run],
    ['kinetail alert send --config kinetail.yaml', examples.send],
  ])
  parent.addCommand(testCommand()).addCommand(runCommand()).addCommand(sendCommand())
  parent.enablePositionalOptions().helpCommand(false).allowExcessArguments().allowUnknownOption()
  // Reached only when the first word is none of them.
  return parent.action(() => {
    const known = parent.commands.map((one) => one.name())
    const [name] = parent.args
    const { whichSubcommand, unknownSubcommand } = text.alertCommand
    throw new KinetailError(
      'usage',
      name === undefined || name.startsWith('-') ? whichSubcommand(known) : unknownSubcommand(name, known),
    )
  })
}
