/** Exit codes of a process that a signal ended after a clean drain: 128 and the signal's number, as shells count. */
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143 } as const

export interface Shutdown {
  /** Aborts at the first signal, or when `request` is called. */
  readonly signal: AbortSignal
  /** Aborts at a second signal: the person does not want to wait for the drain. */
  readonly hurry: AbortSignal
  /** 130 or 143 after a signal, else 0. */
  exitCode(): 0 | 130 | 143
  request(): void
  /** Signals mean again what they meant before. */
  dispose(): void
}

/** Turns SIGINT and SIGTERM into one request to end: the first drains, the second ends at once. */
export function onShutdown(): Shutdown {
  const ending = new AbortController()
  const hurrying = new AbortController()
  let code: 0 | 130 | 143 = 0
  const receive = (name: NodeJS.Signals): void => {
    if (ending.signal.aborted && code !== 0) hurrying.abort()
    code ||= SIGNAL_CODES[name as keyof typeof SIGNAL_CODES]
    ending.abort()
  }
  process.on('SIGINT', receive)
  process.on('SIGTERM', receive)
  return {
    signal: ending.signal,
    hurry: hurrying.signal,
    exitCode: () => code,
    request: () => ending.abort(),
    dispose() {
      process.off('SIGINT', receive)
      process.off('SIGTERM', receive)
    },
  }
}
