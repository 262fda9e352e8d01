/**
 * For commands that hold nothing which must be drained: the first SIGINT or SIGTERM aborts `ending` and sets the exit code as
 * shells count it (130, 143); a second one ends the process at once. Commands that drain use `onShutdown`.
 * @returns gives the signals back their own meaning
 */
export function endOnSignal(ending: AbortController): () => void {
  const end = (signal: NodeJS.Signals): void => {
    process.exitCode = signal === 'SIGINT' ? 130 : 143
    ending.abort()
  }
  process.once('SIGINT', end).once('SIGTERM', end)
  return () => {
    process.off('SIGINT', end).off('SIGTERM', end)
  }
}
