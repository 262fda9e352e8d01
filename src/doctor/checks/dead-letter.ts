import { open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode } from '../../base/errors.ts'
import { shellWord } from '../../base/shell-word.ts'
import { formatSize } from '../../base/units.ts'
import { userName } from '../../base/user.ts'
import { text } from '../../messages/messages.ts'
import type { Check } from '../check.ts'
import { type Found, failed, fine, skipped } from '../finding.ts'
import { existingAbove, placesOf, tryFolder, tryToMakeFolder } from '../places.ts'
import { refused, refusedBelow } from '../rights.ts'

/** Whether lines that do not parse can be kept; where they cannot, they and all behind them wait. */
export const deadLetter: Check = {
  name: 'dead_letter',
  needs: [],
  async run({ settings }) {
    const places = placesOf(settings)
    if (places === undefined) return [skipped(text.doctor.checkpoint.unnamed)]
    return [await look(places.deadLetters)]
  },
}

async function look(path: string): Promise<Found> {
  const words = text.doctor.deadLetter
  const folder = dirname(path)
  const facts = { file: path }
  const is = await stat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    return error
  })
  if (is instanceof Error) return failed(refused(words.unwritable(path), path, is, 'w', words.fix), facts)
  const existing = is as Awaited<ReturnType<typeof stat>> | undefined
  if (existing?.isDirectory()) return failed({ what: words.isFolder(path), fix: words.fix }, facts)
  if (existing !== undefined) {
    try {
      // Appending nothing changes nothing, and asks for the right to.
      await (await open(path, 'r+')).close()
    } catch (error) {
      return failed(refused(words.unwritable(path), path, error, 'w', words.fix), facts)
    }
    return fine(words.fine(path, formatSize(Number(existing.size))), {
      ...facts,
      bytes: Number(existing.size),
    })
  }
  const above = existingAbove(folder)
  try {
    await (above === folder ? tryFolder(folder) : tryToMakeFolder(above))
    return fine(words.willBeMade(path), facts)
  } catch (error) {
    const { what, cause, fix } = refusedBelow(words.unwritable(path), path, above, error, words.fix)
    const isRight = fix !== words.fix && above !== folder
    const make = text.source.makeFolder(userName(), shellWord(folder))
    return failed({ what, cause, fix: isRight ? make : words.fix }, facts)
  }
}
