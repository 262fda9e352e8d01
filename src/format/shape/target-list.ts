import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'

const encoder = new TextEncoder()

interface Branch {
  readonly name: string
  readonly branches: Map<string, Branch>
  /** Number while names are added; −1 for an object. */
  target: number
}

/**
 * The places of a record that a schema knows, in the order in which they are written: what lies in one object together. Between two of them
 * stands text that depends on both (`"},"response":{"status_code":`), made once.
 */
export class TargetList {
  readonly #nested: boolean
  readonly #root: Branch = { name: '', branches: new Map(), target: -1 }
  readonly #paths: (readonly string[])[] = []
  readonly #byPath = new Map<string, number>()
  /** For each number: its place in the order. */
  #order: number[] = []
  #closing: readonly Uint8Array[] = []
  readonly #between: (Uint8Array | undefined)[] = []

  constructor(nested: boolean) {
    this.#nested = nested
  }

  get count(): number {
    return this.#paths.length
  }

  /** The number of a path. Throws where it would be an object and a value. */
  add(path: string): number {
    const known = this.#byPath.get(path)
    if (known !== undefined) return known
    const parts = this.#nested ? path.split('.') : [path]
    let branch = this.#root
    for (const part of parts) {
      if (branch.target >= 0) throw new KinetailError('config', text.shape.pathTaken(path))
      let next = branch.branches.get(part)
      if (next === undefined) {
        next = { name: part, branches: new Map(), target: -1 }
        branch.branches.set(part, next)
      }
      branch = next
    }
    if (branch.branches.size > 0) throw new KinetailError('config', text.shape.pathTaken(path))
    branch.target = this.#paths.push(parts) - 1
    this.#byPath.set(path, branch.target)
    return branch.target
  }

  find(path: string): number | undefined {
    return this.#byPath.get(path)
  }

  /** To be called when all are there. */
  finish(): void {
    this.#order = []
    let next = 0
    const walk = (branch: Branch): void => {
      if (branch.target >= 0) this.#order[branch.target] = next++
      for (const one of branch.branches.values()) walk(one)
    }
    walk(this.#root)
    // All there may be: an array that grows by leaps would be a table of hashes.
    this.#between.length = 0
    for (let i = 0; i < (this.count + 1) ** 2; i++) this.#between.push(undefined)
    this.#closing = this.#paths.map((path) => encoder.encode('}'.repeat(path.length - 1)))
  }

  /** A smaller one is written first. */
  orderOf(target: number): number {
    return this.#order[target]!
  }

  /** Number of the first part of a path among all first parts that are objects, −1 where it is a value. */
  rootOf(target: number): string {
    const path = this.#paths[target]!
    return path.length > 1 ? path[0]! : ''
  }

  /** What stands before the value of `target` when that of `before` was written last; −1 for none. */
  before(before: number, target: number): Uint8Array {
    const key = (before + 1) * (this.#paths.length + 1) + target
    let made = this.#between[key]
    if (made === undefined) {
      made = encoder.encode(this.#join(before, target))
      this.#between[key] = made
    }
    return made
  }

  /** What closes the objects that are open behind `target`. */
  after(target: number): Uint8Array {
    return this.#closing[target]!
  }

  #join(before: number, target: number): string {
    const path = this.#paths[target]!
    const last = before < 0 ? [] : this.#paths[before]!
    let common = 0
    while (common < last.length - 1 && common < path.length - 1 && last[common] === path[common]) common++
    const closing = before < 0 ? '{' : `${'}'.repeat(last.length - 1 - common)},`
    const keys = path.slice(common).map((part) => `${JSON.stringify(part)}:`)
    return closing + keys.join('{')
  }
}
