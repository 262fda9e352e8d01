import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A checkpoint folder for a stream that ends with this process: what it says would be wrong for the next one.
 * A folder that was asked for is used as it is, and kept.
 */
export function temporaryState(asked: string | undefined): { readonly dir: string; remove(): void } {
  if (asked !== undefined) return { dir: asked, remove() {} }
  const dir = mkdtempSync(join(tmpdir(), 'kinetail-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}
