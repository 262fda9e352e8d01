/** A directive of nginx: its words, where it stands, and whether `{` opens a block after it. A `}` is the word of its own. */
export interface NginxDirective {
  readonly words: readonly string[]
  readonly line: number
  readonly opens: boolean
}

/** Cuts an nginx configuration into directives, as ngx_conf_read_token does; Lua blocks are left out whole. */
export function nginxDirectives(written: string): NginxDirective[] {
  const found: NginxDirective[] = []
  let words: string[] = []
  let line = 1
  let at = 1
  let i = 0
  const end = (opens: boolean): void => {
    if (words.length > 0) found.push({ words, line: at, opens })
    words = []
  }
  while (i < written.length) {
    const char = written[i]!
    if (/\s/.test(char)) {
      if (char === '\n') line++
      i++
    } else if (char === '#') {
      while (i < written.length && written[i] !== '\n') i++
    } else if (char === ';') {
      end(false)
      i++
    } else if (char === '{') {
      const isLua = words[0]?.endsWith('_by_lua_block') ?? false
      end(true)
      i++
      if (isLua) {
        const after = afterBlock(written, i)
        line += written.slice(i, after).split('\n').length - 1
        i = after
        found.push({ words: ['}'], line, opens: false })
      }
    } else if (char === '}') {
      end(false)
      found.push({ words: ['}'], line, opens: false })
      i++
    } else {
      if (words.length === 0) at = line
      const [word, after] = wordAt(written, i)
      line += written.slice(i, after).split('\n').length - 1
      words.push(word)
      i = after
    }
  }
  end(false)
  return found
}

function wordAt(written: string, from: number): [word: string, after: number] {
  const quote = written[from] === '"' || written[from] === "'" ? written[from]! : ''
  let word = ''
  let i = from + quote.length
  while (i < written.length) {
    const char = written[i]!
    if (char === '\\' && i + 1 < written.length) {
      word += unescaped(written[i + 1]!)
      i += 2
      continue
    }
    if (quote !== '' ? char === quote : /[\s;{]/.test(char) && !(char === '{' && written[i - 1] === '$'))
      break
    word += char
    i++
  }
  return [word, i + quote.length]
}

function unescaped(letter: string): string {
  if (letter === '"' || letter === "'" || letter === '\\') return letter
  const known = { t: '\t', r: '\r', n: '\n' }[letter]
  return known ?? `\\${letter}`
}

/** After the brace that closes a block of Lua; those in its strings and comments do not count. */
function afterBlock(written: string, from: number): number {
  const piece = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|--[^\n]*|[{}]/gs
  piece.lastIndex = from
  let depth = 1
  for (let match = piece.exec(written); match !== null; match = piece.exec(written)) {
    if (match[0] === '{') depth++
    if (match[0] === '}' && --depth === 0) return piece.lastIndex
  }
  return written.length
}
