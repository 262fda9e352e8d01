import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { DeadLetterFile } from './dead-letter-file.ts'
import { claimedLetters, claimLetters, keepLetters, type ReplayFile } from './replay-file.ts'

const quiet = { info: () => {}, warn: () => {} }
const note = (): void => {}

function letter(offset: number): Parameters<DeadLetterFile['write']>[0][number] {
  const line = Buffer.from(`line ${offset}`)
  return {
    file: '/log',
    offset,
    generation: '0123456789abcdef',
    reason: 'bad_number',
    column: 0,
    type: 'nginx',
    line,
  }
}

async function write(path: string, offsets: readonly number[]): Promise<void> {
  const file = new DeadLetterFile(path, quiet)
  await file.write(offsets.map(letter))
  await file.close()
}

function offsetsIn(path: string): number[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { offset: number }).offset)
}

/** Sends the letters whose offset is in `through`; all of them are looked at. */
async function replay(file: ReplayFile, through: (offset: number) => boolean): Promise<number[]> {
  const sent: number[] = []
  let index = 0
  for await (const { letter: one } of file.letters()) {
    if (through(one!.offset)) {
      sent.push(one!.offset)
      file.done(index, one!)
    }
    index++
  }
  return sent
}

describe('letters that are sent again', () => {
  it('leave the file, and what is left comes back as it was', async () => {
    const path = join(temporaryFolder(), 'dead.ndjson')
    await write(path, [1, 2, 3, 4])
    const bytes = readFileSync(path, 'utf8').split('\n')
    const file = await claimLetters(path, note)
    expect(existsSync(path)).toBe(false)
    expect(await replay(file, (offset) => offset % 2 === 0)).toEqual([2, 4])
    await file.close()
    expect(readFileSync(path, 'utf8')).toBe(`${bytes[0]}\n${bytes[2]}\n`)
    expect(existsSync(`${path}.replay`)).toBe(false)
    expect(offsetsIn(`${path}.replayed`)).toEqual([2, 4])
  })

  it('stay where they are when they are to be kept', async () => {
    const path = join(temporaryFolder(), 'dead.ndjson')
    await write(path, [1, 2])
    const before = readFileSync(path, 'utf8')
    const file = await keepLetters(path)
    await replay(file, () => true)
    await file.save()
    expect(offsetsIn(`${path}.replayed`)).toEqual([1, 2])
    await file.close()
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('are sent by one process at a time, and a torn letter is kept', async () => {
    const path = join(temporaryFolder(), 'dead.ndjson')
    await write(path, [1])
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"torn`)
    const file = await claimLetters(path, note)
    await write(path, [2])
    await expect(claimLetters(path, note)).rejects.toMatchObject({ code: 'locked' })
    const seen = []
    for await (const { letter: one } of file.letters()) seen.push(one?.offset)
    expect(seen).toEqual([1, undefined])
    await file.close()
    expect(readFileSync(path, 'utf8').split('\n').slice(1)).toContain('{"torn')
    await expect(claimLetters(join(path, '..', 'none'), note)).rejects.toMatchObject({ code: 'file' })
  })

  it('are never lost, whatever is killed and whoever writes meanwhile', async () => {
    const steps = fc.array(fc.constantFrom('write', 'replay', 'killed', 'saved and killed'), {
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(3), async (plan, through) => {
        const path = join(temporaryFolder(), 'dead.ndjson')
        const agent = new DeadLetterFile(path, quiet)
        const sent = new Set<number>()
        const killed: ReplayFile[] = []
        let next = 0
        const more = async (): Promise<void> => {
          await agent.write([letter(next++), letter(next++), letter(next++)])
        }
        await more()
        for (const step of plan) {
          if (step === 'write' || !(existsSync(path) || existsSync(claimedLetters(path)))) await more()
          else {
            if (!existsSync(path)) await more()
            const file = await claimLetters(path, note)
            const writing = more()
            for (const offset of await replay(file, (one) => one % 4 === through)) sent.add(offset)
            if (step === 'saved and killed') await file.save()
            if (step === 'replay') await file.close()
            else {
              forget(path)
              killed.push(file)
            }
            await writing
          }
        }
        const left = new Set([...offsetsIn(path), ...offsetsIn(claimedLetters(path))])
        await agent.close()
        for (const file of killed) await file.close().catch(() => {})
        for (let offset = 0; offset < next; offset++) expect(left.has(offset) || sent.has(offset)).toBe(true)
      }),
      { numRuns: 12 },
    )
  })
})

/** What a kill leaves: a lock whose process is gone. */
function forget(path: string): void {
  const lock = join(`${path}.replay`, 'lock')
  writeFileSync(
    lock,
    JSON.stringify({ ...JSON.parse(readFileSync(lock, 'utf8')), pid: 2 ** 22 + 1, started: '1' }),
  )
}
