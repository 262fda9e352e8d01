import type { AlertMessage } from '../alert/message.ts'
import { text } from '../messages/messages.ts'

/** A message for people: what, where and since when on one line, then samples and the command that shows more. */
export function alertLines(message: AlertMessage): string[] {
  const { alertCommand: say } = text
  const { at, status, rule, severity, samples, command } = message
  const word = status === 'firing' ? say.firing : say.recovered
  const head = `${at}  ${word}  ${rule} [${severity}]: ${message.message}`
  if (status === 'recovered') return [head]
  return [
    head,
    ...samples.map((line) => `    ${line}`),
    ...(command === null ? [] : [`    ${say.more} ${command}`]),
  ]
}
