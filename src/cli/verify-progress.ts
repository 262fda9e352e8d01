import { text } from '../messages/messages.ts'
import type { Progress } from '../reader/verify/verify.ts'

/** In a pipe or a log a line every so often, in ms, is enough. */
const QUIET_MS = 10_000

export interface VerifyProgress {
  readonly say: (progress: Progress) => void
  readonly end: () => void
}

/** How far `verify` is, on standard error: in place on a terminal; elsewhere only when it takes long. */
export function verifyProgress(out: NodeJS.WriteStream = process.stderr): VerifyProgress {
  let saidAt = performance.now()
  let open = false
  return {
    say(progress) {
      if (!out.isTTY && performance.now() - saidAt < QUIET_MS) return
      saidAt = performance.now()
      out.write(out.isTTY ? `\r\u001b[K${words(progress)}` : `${words(progress)}\n`)
      open = true
    },
    end() {
      if (out.isTTY && open) out.write('\r\u001b[K')
      open = false
    },
  }
}

function words(progress: Progress): string {
  const number = (count: number): string => count.toLocaleString('en-US')
  if (progress.step === 'files') return text.verify.comparing(progress.path, progress.done, progress.of)
  const { events, records } = progress.totals
  return text.verify.readingStream(number(events), number(records))
}
