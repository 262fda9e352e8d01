import { readFileSync } from 'node:fs'
import type { KernelExports } from './exports.ts'
import { ARENA_START, Arena, MEMORY_BYTES } from './memory.ts'
import { webAssembly } from './web-assembly.ts'

/** `npm run build` puts it there; the path is the same from `src/` and from `dist/`. */
const MODULE = new URL('../../dist/kernel.wasm', import.meta.url)
const PAGE = 64 * 1024

/** The WebAssembly module with the memory that it works in. One for each thread. */
export class Kernel {
  /** All of the memory. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly run: KernelExports
  readonly arena: Arena
  #reserved: number

  constructor(module: object) {
    const pages = MEMORY_BYTES / PAGE
    const memory = new webAssembly.Memory({ initial: pages, maximum: pages })
    const instance = new webAssembly.Instance(module, { env: { memory } })
    this.run = instance.exports as KernelExports
    this.bytes = new Uint8Array(memory.buffer)
    this.arena = new Arena(ARENA_START, MEMORY_BYTES - ARENA_START)
    this.#reserved = this.run.heapBase()
  }

  /** Room for a table or scratch that is kept for good; its address, a multiple of 64. */
  reserve(bytes: number): number {
    const at = Math.ceil(this.#reserved / 64) * 64
    if (at + bytes > ARENA_START) throw new Error(`the kernel's tables do not fit: ${at + bytes} bytes`)
    this.#reserved = at + bytes
    return at
  }

  /** True when these bytes lie in the kernel's memory. */
  holds(bytes: ArrayBufferView): boolean {
    return bytes.buffer === this.bytes.buffer
  }
}

let opened: Kernel | null | undefined

/**
 * This thread's kernel, compiled on first use; null where the machine cannot run it (no SIMD) or the file is missing.
 * Whoever gets null does the same work in plain TypeScript.
 */
export function openKernel(): Kernel | null {
  if (opened === undefined) opened = compile()
  return opened
}

function compile(): Kernel | null {
  try {
    return new Kernel(new webAssembly.Module(readFileSync(MODULE)))
  } catch {
    return null
  }
}
