/** The functions of `kernel/index.ts`, addresses and sizes as numbers (bytes). */
export interface KernelExports {
  /** First address that no constant of the module occupies. */
  heapBase(): number
  /** Address of the next LF in `[from, end)`, `end` when there is none. */
  lineEnd(from: number, end: number): number
}
