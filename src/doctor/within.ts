/** What a promise comes to, or an error with these words after so many ms; the promise itself goes on, unheard. */
export async function within<Value>(ms: number, promise: Promise<Value>, words: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(words)), ms)
  })
  promise.catch(() => {})
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
