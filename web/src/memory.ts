/** What this browser remembers of its user. Where it may not remember (private windows), the page works without. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`kinetail.${key}`)
  } catch {
    return null
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`kinetail.${key}`, value)
  } catch {
    // Full or forbidden: the choice holds until the page is closed.
  }
}
