import { spawn } from 'node:child_process'
import { KinetailError } from '../../base/errors.ts'
import { systemWords } from '../../base/system-words.ts'
import { text } from '../../messages/messages.ts'
import type { Notifier } from './notifier.ts'
import type { NotifierSpec } from './spec.ts'

/** Of what a command says on standard error, so much is told, in characters. */
const SAID = 500

/**
 * Runs a program with each message on its standard input, as JSON. No shell is between: nothing that a log says is ever read as a
 * command. Exit code 0 means that it was taken.
 */
export function command(name: string, spec: Extract<NotifierSpec, { kind: 'command' }>): Notifier {
  const [program, ...words] = spec.command as [string, ...string[]]
  return {
    name,
    send: (message, closing) =>
      new Promise((resolve, reject) => {
        const fail = (words: string, canRetry = true): void =>
          reject(new KinetailError('service', words, { canRetry }))
        const signal = AbortSignal.any([AbortSignal.timeout(spec.timeoutMs), closing])
        const child = spawn(program, words, {
          stdio: ['pipe', 'ignore', 'pipe'],
          signal,
          killSignal: 'SIGKILL',
        })
        let said = ''
        child.stderr.setEncoding('utf8').on('data', (more: string) => {
          if (said.length < SAID) said = (said + more).slice(0, SAID)
        })
        child.on('error', (error) => {
          if (signal.aborted) fail(text.alert.commandLate(program, spec.timeoutMs))
          else fail(text.alert.commandNotStarted(program, systemWords(error)))
        })
        child.on('close', (code, killed) => {
          if (code === 0) resolve()
          else fail(text.alert.commandFailed(program, code ?? killed ?? '?', said.trim()))
        })
        // A program that does not read its input has its own end: its exit code tells.
        child.stdin.on('error', () => {})
        child.stdin.end(`${JSON.stringify(message)}\n`)
      }),
  }
}
