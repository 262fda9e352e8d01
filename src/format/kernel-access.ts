import type { KernelForm } from './kernel-form.ts'
import { LINE_ACCESS } from './kernel-form.ts'
import type { OpTable } from './op-table.ts'

/** How the kernel reads access logs with these tables. */
export function accessForm(tables: readonly OpTable[], keyField: string | null): KernelForm | null {
  return tables.length === 0 || keyField === ''
    ? null
    : { kind: LINE_ACCESS, growth: 6, fixedBytes: 1024, image: () => new Uint8Array(64) }
}
