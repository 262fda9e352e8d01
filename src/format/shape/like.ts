const ANY = 0
const ONE = 1

/** A piece of a LIKE pattern: any text, any one character, or this character. */
type Piece = typeof ANY | typeof ONE | string

/** Says whether a text is like a pattern of SQL: `%` any text, `_` any one character, `before` stands before one that means itself. */
export function likeTest(pattern: string, before: string, anyCase: boolean): (text: string) => boolean {
  const pieces = piecesOf(anyCase ? pattern.toLowerCase() : pattern, before)
  const plain = plainTest(pieces)
  if (plain !== undefined) return anyCase ? (text) => plain(text.toLowerCase()) : plain
  return (text) => fits(pieces, [...(anyCase ? text.toLowerCase() : text)])
}

/** `abc`, `abc%`, `%abc` and `%abc%` are what most patterns are. */
function plainTest(pieces: readonly Piece[]): ((text: string) => boolean) | undefined {
  const first = pieces[0] === ANY ? 1 : 0
  const last = pieces.length > 1 && pieces.at(-1) === ANY ? 1 : 0
  const inner = pieces.slice(first, pieces.length - last)
  if (!inner.every((piece) => typeof piece === 'string')) return undefined
  const word = inner.join('')
  if (first > 0 && (last > 0 || word === '')) return (text) => text.includes(word)
  if (first > 0) return (text) => text.endsWith(word)
  return last > 0 ? (text) => text.startsWith(word) : (text) => text === word
}

function piecesOf(pattern: string, before: string): Piece[] {
  const pieces: Piece[] = []
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!
    if (character === before && i + 1 < characters.length) pieces.push(characters[++i]!)
    else pieces.push(character === '%' ? ANY : character === '_' ? ONE : character)
  }
  return pieces
}

/** Goes back to the last `%` only: the steps are at most those of text times pattern. */
function fits(pieces: readonly Piece[], text: readonly string[]): boolean {
  let piece = 0
  let any = -1
  let from = 0
  let i = 0
  while (i < text.length) {
    const one = pieces[piece]
    if (one === ANY) {
      any = piece++
      from = i
    } else if (one === ONE || one === text[i]) {
      piece++
      i++
    } else if (any >= 0) {
      piece = any + 1
      i = ++from
    } else return false
  }
  while (pieces[piece] === ANY) piece++
  return piece === pieces.length
}
