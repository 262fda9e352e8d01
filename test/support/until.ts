/** Resolves when the condition holds; after `deadlineMs` throws, saying what was waited for. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  deadlineMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain for ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
