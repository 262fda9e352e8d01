import type { Kernel } from '../kernel/kernel.ts'
import { SLACK, type Slab } from '../kernel/memory.ts'
import { BlockBuilder } from './block-builder.ts'
import type { HeldBlock } from './format.ts'

/** Bytes of the arrays for each line: a double, seven u32 and a byte. */
const BYTES_A_LINE = 8 + 7 * 4 + 1
/** A slab this many times larger than needed is given back for a smaller one. */
const TOO_LARGE = 4

/** A slab that its block gives back; or, when the block was dropped without being released, the garbage collector. */
interface Lease {
  readonly kernel: Kernel
  slab: Slab | null
}
const dropped = new FinalizationRegistry<Lease>(endLease)

function endLease(lease: Lease): void {
  if (lease.slab !== null) lease.kernel.arena.giveBack(lease.slab)
  lease.slab = null
}

/**
 * A block that lies in one slab of the kernel's memory, arrays first, text behind them, as long as there is room; else
 * its arrays are like any other's. What it holds stays as it is until it is released or reset.
 */
export class SlabBlock extends BlockBuilder implements HeldBlock {
  /** Set by whoever hands it out. */
  held = false
  readonly #lease: Lease | null
  readonly #released: (block: SlabBlock) => void
  /** The slab in which the views lie; they serve again when the block gets the same slab again. */
  #laid: Slab | null = null
  #laidLines = 0

  /** @param bytes that it begins with where there is no kernel */
  constructor(kernel: Kernel | null, bytes = 0, released: (block: SlabBlock) => void = () => {}) {
    super(bytes)
    this.#released = released
    this.#lease = kernel === null ? null : { kernel, slab: null }
    if (this.#lease !== null) dropped.register(this, this.#lease)
  }

  /** True when text and arrays lie in the kernel's memory. */
  get inKernel(): boolean {
    return this.#lease !== null && this.#lease.slab !== null
  }

  /** Bytes of text outside the kernel's memory that it keeps after its release. */
  get keptBytes(): number {
    return this.#laid === null ? this.bytes.length : 0
  }

  /** Lays the empty block into the kernel's memory, with room for so much at least; false when there is none. */
  place(bytes: number, lines: number): boolean {
    const lease = this.#lease
    if (lease === null) return false
    const needed = slabBytes(bytes, lines)
    const { slab } = lease
    if (slab !== null && (slab.bytes < needed || slab.bytes > TOO_LARGE * needed)) endLease(lease)
    lease.slab ??= lease.kernel.arena.take(needed) ?? null
    if (lease.slab !== null) this.#lay(lease.kernel, lease.slab, lines)
    else this.#leave(0, 32)
    return lease.slab !== null
  }

  /** The views of a slab that was given back are another block's by now: whoever writes without `place` gets other arrays. */
  override reset(): void {
    super.reset()
    if (!this.inKernel && this.#laid !== null) this.#leave(0, 32)
  }

  /** Gives the memory back. What it held is gone. */
  drop(): void {
    if (this.#lease !== null) endLease(this.#lease)
  }

  release(): void {
    // Twice in the list, a block would be filled by two chunks at once.
    if (!this.held) throw new Error('a block is released once')
    this.held = false
    this.drop()
    this.#released(this)
  }

  protected override growBytes(needed: number): void {
    if (!this.inKernel) super.growBytes(needed)
    else this.#move(Math.max(needed, this.bytes.length * 2), this.lineEnd.length)
  }

  override growLines(): void {
    if (!this.inKernel) super.growLines()
    else this.#move(this.bytes.length, this.lineEnd.length * 2)
  }

  protected override growBlanks(): void {
    if (!this.inKernel) super.growBlanks()
    else this.growLines()
  }

  #lay(kernel: Kernel, slab: Slab, lines: number): void {
    if (this.#laid?.at === slab.at && this.#laid.bytes === slab.bytes && this.#laidLines === lines) return
    this.#laid = slab
    this.#laidLines = lines
    const { buffer } = kernel.bytes
    let at = slab.at
    const words = (): Uint32Array<ArrayBuffer> => {
      const array = new Uint32Array(buffer, at, lines)
      at += lines * 4
      return array
    }
    this.eventTime = new Float64Array(buffer, at, lines)
    at += lines * 8
    this.start = words()
    this.end = words()
    this.keyStart = words()
    this.keyEnd = words()
    this.line = words()
    this.lineEnd = words()
    this.blankLine = words()
    this.logType = new Uint8Array(buffer, at, lines)
    at += lines
    this.bytes = new Uint8Array(buffer, at, slab.at + slab.bytes - SLACK - at)
    this.view = new DataView(buffer, at, this.bytes.length)
  }

  /** To a larger slab, or out of the kernel's memory when there is none. */
  #move(bytes: number, lines: number): void {
    const lease = this.#lease!
    const old = { ...this, slab: lease.slab! }
    const slab = lease.kernel.arena.take(slabBytes(bytes, lines))
    lease.slab = slab ?? null
    if (slab) this.#lay(lease.kernel, slab, lines)
    else this.#leave(bytes, lines)
    this.bytes.set(old.bytes.subarray(0, this.at))
    for (const name of ['start', 'end', 'keyStart', 'keyEnd', 'line', 'lineEnd', 'blankLine'] as const)
      this[name].set(old[name])
    this.eventTime.set(old.eventTime)
    this.logType.set(old.logType)
    lease.kernel.arena.giveBack(old.slab)
  }

  /** Arrays of its own. */
  #leave(bytes: number, lines: number): void {
    this.#laid = null
    this.bytes = new Uint8Array(bytes)
    this.view = new DataView(this.bytes.buffer)
    this.eventTime = new Float64Array(lines)
    this.start = new Uint32Array(lines)
    this.end = new Uint32Array(lines)
    this.keyStart = new Uint32Array(lines)
    this.keyEnd = new Uint32Array(lines)
    this.line = new Uint32Array(lines)
    this.lineEnd = new Uint32Array(lines)
    this.blankLine = new Uint32Array(lines)
    this.logType = new Uint8Array(lines)
  }
}

function slabBytes(bytes: number, lines: number): number {
  return BYTES_A_LINE * lines + bytes + SLACK
}
