/** A line of an httpd configuration: its words, `<section>` and `</section>` with their brackets off the name. */
export interface ApacheLine {
  readonly words: readonly string[]
  readonly line: number
  readonly section: 'open' | 'close' | null
}

/** Cuts an httpd configuration into lines of words, as ap_getword_conf does. */
export function apacheLines(written: string): ApacheLine[] {
  const found: ApacheLine[] = []
  const lines = written.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1
    let whole = lines[i]!.replace(/\r$/, '')
    while (whole.endsWith('\\') && i + 1 < lines.length)
      whole = whole.slice(0, -1) + lines[++i]!.replace(/\r$/, '')
    const trimmed = whole.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const section = /^<(\/?)(.*?)>?\s*$/s.exec(trimmed)
    if (section)
      found.push({ words: wordsOf(section[2]!), line, section: section[1] === '/' ? 'close' : 'open' })
    else found.push({ words: wordsOf(trimmed), line, section: null })
  }
  return found
}

function wordsOf(written: string): string[] {
  const words: string[] = []
  let i = 0
  while (i < written.length) {
    if (/\s/.test(written[i]!)) {
      i++
      continue
    }
    const quote = written[i] === '"' || written[i] === "'" ? written[i]! : ''
    let word = ''
    i += quote.length
    while (i < written.length && (quote === '' ? !/\s/.test(written[i]!) : written[i] !== quote)) {
      const next = written[i + 1]
      if (written[i] === '\\' && next !== undefined && (next === '\\' || next === quote)) i++
      word += written[i++]
    }
    i += quote.length
    words.push(word)
  }
  return words
}
