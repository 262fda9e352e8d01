/** The lines that everything is measured on: writes the files, and prints their sizes and the beginnings of their SHA-256. */
import { type DataKind, dataFile, fingerprint } from './harness/data.ts'
import type { Options } from './harness/options.ts'
import { wanted } from './harness/options.ts'
import type { Section } from './harness/section.ts'

export const defaults = { rounds: 1, lines: 1_000_000 }

const KINDS: readonly DataKind[] = ['access', 'application', 'sparse', 'escapes', 'hostile', 'fields12']

export async function measure(options: Options): Promise<readonly Section[]> {
  const rows: string[][] = []
  for (const kind of KINDS.filter((one) => wanted(one, options))) {
    const { path, lines, bytes } = await dataFile(kind, options.data)
    rows.push([kind, String(lines), String(bytes), (bytes / lines).toFixed(0), await fingerprint(path), path])
  }
  const headings = ['kind', 'lines', 'bytes', 'bytes a line', 'SHA-256', 'file']
  return [
    { title: 'Data', about: 'Deterministic: the same number of lines gives the same bytes.', headings, rows },
  ]
}
