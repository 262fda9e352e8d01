import { text } from '../../messages/messages.ts'
import type { Check } from '../check.ts'
import { failed, fine } from '../finding.ts'

/** `engines` of package.json. */
const LEAST = [20, 19] as const

/** Whether this Node can run kinetail. */
export const node: Check = {
  name: 'node',
  needs: [],
  run: () => [judge(process.versions.node, process.execPath)],
}

export function judge(version: string, path: string): ReturnType<typeof fine> {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const facts = { version, path, platform: `${process.platform}-${process.arch}` }
  const words = text.doctor.node
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return fine(words.fine(version), facts)
  return failed({ what: words.old(version, LEAST.join('.')), fix: words.fix(LEAST.join('.')) }, facts)
}
