import fc from 'fast-check'
import type { Disk } from '../../src/checkpoint/disk.ts'

/** What happens to one step of writing. */
export type Deed =
  | { readonly kind: 'works' }
  /** The step fails with this code, after so much of it (0 to 1) was done. */
  | { readonly kind: 'fails'; readonly code: 'ENOSPC' | 'EIO' | 'EROFS'; readonly part: number }
  /** The disk is full for so many steps: only overwriting works. */
  | { readonly kind: 'fills'; readonly for: number }
  /** The machine stops within the step, after so much of it; `lost` of the renames that no `sync` made last are undone. */
  | { readonly kind: 'crashes'; readonly part: number; readonly lost: number }

export class Crash extends Error {}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** A disk that does to each step what the test says, and works when the test has said all. */
export class FaultyDisk implements Disk {
  files: Map<string, string> = new Map()
  steps = 0
  crashed = false
  lostRenames = false
  /** For so many steps nothing goes but overwriting. */
  full = 0
  /** The files before each rename that may still be undone by a crash. */
  #before: Map<string, string>[] = []
  readonly #deeds: Deed[]

  readonly #links: boolean

  /** @param links whether a file may have two names */
  constructor(deeds: readonly Deed[], links = true) {
    this.#deeds = [...deeds]
    this.#links = links
  }

  async write(path: string, content: string): Promise<void> {
    this.#step((part) => {
      this.files.set(path, content.slice(0, Math.floor(content.length * part)))
    })
    this.files.set(path, content)
  }

  async rename(from: string, to: string): Promise<void> {
    // A rename is done or not: nothing lies between.
    this.#step(() => {})
    const content = this.files.get(from)
    if (content === undefined) throw systemError('ENOENT')
    this.#before.push(new Map(this.files))
    this.files.delete(from)
    this.files.set(to, content)
  }

  async keep(path: string, name: string): Promise<void> {
    this.#step(() => {})
    const content = this.files.get(path)
    if (content === undefined) throw systemError('ENOENT')
    this.#before.push(new Map(this.files))
    this.files.set(name, content)
    if (!this.#links) this.files.delete(path)
  }

  async sync(): Promise<void> {
    this.#step(() => {})
    this.#before = []
  }

  async read(path: string): Promise<string> {
    const content = this.files.get(path)
    if (content === undefined) throw systemError('ENOENT')
    return content
  }

  async readBytes(path: string): Promise<Buffer> {
    return Buffer.from(await this.read(path), 'latin1')
  }

  async reserve(path: string, size: number): Promise<number> {
    const has = this.files.get(path) ?? ''
    const grown = (part: number): string => has + '\0'.repeat(Math.max(0, size - has.length) * part)
    this.files.set(path, has)
    try {
      this.#step((part) => {
        this.files.set(path, grown(part))
      })
      this.files.set(path, grown(1))
    } catch (error) {
      if (error instanceof Crash) throw error
    }
    return this.files.get(path)!.length
  }

  async overwrite(path: string, at: number, bytes: Uint8Array): Promise<void> {
    const has = this.files.get(path)
    if (has === undefined) throw systemError('ENOENT')
    const over = (length: number): void => {
      const written = Buffer.from(bytes.subarray(0, length)).toString('latin1')
      this.files.set(path, has.slice(0, at) + written + has.slice(at + length))
    }
    this.#step((part) => over(Math.floor(bytes.length * part)), true)
    over(bytes.length)
  }

  #step(partly: (part: number) => void, inPlace = false): void {
    if (this.crashed) throw new Crash()
    this.steps++
    const next = this.#deeds.shift() ?? { kind: 'works' }
    if (next.kind === 'fills') this.full = next.for
    const full = this.full > 0 && !inPlace
    this.full--
    const deed: Deed = full && next.kind !== 'crashes' ? { kind: 'fails', code: 'ENOSPC', part: 0.5 } : next
    if (deed.kind === 'works' || deed.kind === 'fills') return
    partly(deed.part)
    if (deed.kind === 'fails') throw systemError(deed.code)
    const lost = Math.min(deed.lost, this.#before.length)
    if (lost > 0) this.files = this.#before.at(-lost)!
    this.crashed = true
    this.lostRenames = lost > 0
    throw new Crash()
  }
}

const part = fc.double({ min: 0, max: 1, noNaN: true })
/** One in some breaks something. */
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ kind: 'works' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fails' as const),
      code: fc.constantFrom('ENOSPC', 'EIO', 'EROFS'),
      part,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('crashes' as const), part, lost: fc.nat(2) }),
  },
)
