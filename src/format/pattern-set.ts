/** A set of characters: one place for each of ASCII, and one for all others. */
export type CharacterSet = Uint8Array

const OTHERS = 128

export function emptySet(): CharacterSet {
  return new Uint8Array(OTHERS + 1)
}

export function everything(): CharacterSet {
  return emptySet().fill(1)
}

export function addCharacter(set: CharacterSet, code: number): void {
  set[Math.min(code, OTHERS)] = 1
}

export function addRange(set: CharacterSet, from: number, to: number): void {
  for (let code = from; code <= Math.min(to, OTHERS); code++) addCharacter(set, code)
}

export function addSet(set: CharacterSet, other: CharacterSet): void {
  for (let i = 0; i < set.length; i++) set[i]! |= other[i]!
}

export function inverted(set: CharacterSet): CharacterSet {
  const result = set.map((one) => 1 - one)
  // Of the others some may be in the set and some not.
  result[OTHERS] = 1
  return result
}

export function intersects(a: CharacterSet, b: CharacterSet): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] && b[i]) return true
  return false
}

/** True when it has every character of a line. */
export function isEverything(set: CharacterSet): boolean {
  return set.every((one, code) => one === 1 || code === 0x0a || code === 0x0d)
}

/** `\d`, `\w`, `\s` and their opposites. */
export function classSet(letter: string): CharacterSet | undefined {
  const set = emptySet()
  const lower = letter.toLowerCase()
  if (lower === 'd') addRange(set, 0x30, 0x39)
  else if (lower === 's') {
    addRange(set, 0x09, 0x0d)
    addCharacter(set, 0x20)
    addCharacter(set, OTHERS)
  } else if (lower === 'w') {
    for (const [from, to] of [
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x5f, 0x5f],
      [0x61, 0x7a],
    ] as const)
      addRange(set, from, to)
  } else return undefined
  return letter === lower ? set : inverted(set)
}
