import type { Command } from 'commander'
import { text } from '../messages/messages.ts'
import { newCommand } from './frame.ts'

export function command(): Command {
  return newCommand('kinetail local', text.cli.summaries.local, [])
}
