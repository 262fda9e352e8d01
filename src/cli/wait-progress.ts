import { text } from '../messages/messages.ts'

export interface Progress {
  say(status: string): void
  end(): void
}

/** What is waited for, on standard error: redrawn in place on a terminal, a line whenever the status changes elsewhere. */
export function waitProgress(name: string, out: NodeJS.WriteStream = process.stderr): Progress {
  const began = performance.now()
  let last = ''
  return {
    say(status) {
      const line = text.reader.waiting(name, status, Math.round((performance.now() - began) / 1000))
      if (out.isTTY) out.write(`\r\u001b[K${line}`)
      else if (status !== last) out.write(`${line}\n`)
      last = status
    },
    end() {
      if (out.isTTY && last !== '') out.write('\r\u001b[K')
    },
  }
}
