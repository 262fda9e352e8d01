/** What a command has to close at its end, in the order in which it was opened. */
export type Closing = (() => Promise<unknown> | unknown)[]

/**
 * Closes all of it, the last opened first. A failure does not keep the rest open (an open server would keep the process
 * alive); the first one is thrown at the end.
 */
export async function closeAll(closing: Closing): Promise<void> {
  const failures: unknown[] = []
  for (const close of closing.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
