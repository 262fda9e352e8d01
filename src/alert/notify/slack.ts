import { text } from '../../messages/messages.ts'
import type { AlertMessage } from '../message.ts'

/** Slack takes texts of up to 3,000 characters in a section (Block Kit reference); this leaves room for what stands around them. */
const SAMPLE_LENGTH = 700
const MESSAGE_LENGTH = 1500

const COLORS = { info: '#2e7bcf', warning: '#d9a300', critical: '#d13212' } as const
const GREEN = '#2eb67d'

/** The body of Slack's incoming webhooks: a text for notifications and, as an attachment, the whole message. */
export function slackBody(message: AlertMessage): object {
  const { status, rule, severity, samples, command, since, hosts, files } = message
  const word = status === 'firing' ? text.alert.firingWord : text.alert.overWord
  const head = `${word}: ${escaped(rule)}`
  const fields = [
    { title: text.alert.sinceWord, value: since, short: true },
    ...(hosts.length > 0
      ? [{ title: text.alert.hostsWord, value: escaped(hosts.join(', ')), short: true }]
      : []),
    ...(files.length > 0
      ? [{ title: text.alert.filesWord, value: escaped(files.join(', ')), short: false }]
      : []),
    ...(status === 'firing' && samples.length > 0
      ? [{ title: text.alert.samplesWord, value: code(samples.map(shortened).join('\n')), short: false }]
      : []),
    ...(command === null ? [] : [{ title: text.alert.moreWord, value: code(command), short: false }]),
  ]
  return {
    text: head,
    attachments: [
      {
        color: status === 'firing' ? COLORS[severity] : GREEN,
        fallback: `${head}: ${escaped(message.message)}`,
        text: escaped(message.message.slice(0, MESSAGE_LENGTH)),
        fields,
        mrkdwn_in: ['fields'],
      },
    ],
  }
}

/** The three characters that Slack reads as its own. */
function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Text that Slack shows as it is: nothing in it ends the block. */
function code(words: string): string {
  return `\`\`\`${escaped(words).replaceAll('`', 'ˋ')}\`\`\``
}

function shortened(line: string): string {
  return line.length > SAMPLE_LENGTH ? `${line.slice(0, SAMPLE_LENGTH)}…` : line
}
