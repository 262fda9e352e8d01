import { copyFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { generationOf } from '../../source/tail/identity.ts'
import { type LogFile, look } from './files.ts'
import { Generations } from './generations.ts'
import { type Match, matchFiles } from './match.ts'

async function found(path: string): Promise<LogFile> {
  return (await look(path, true))!
}

async function matched(files: readonly LogFile[], generations: Generations): Promise<Match[]> {
  return matchFiles({ files, checkpoints: [], generations, host: 'host' })
}

it('tells lives of one file apart that begin with the same line, by the lines behind it', async () => {
  const log = join(temporaryFolder(), 'log')
  writeFileSync(log, 'head\nfirst life\n')
  copyFileSync(log, `${log}.2`)
  truncateSync(log)
  writeFileSync(log, 'head\nsecond\nlife\n')
  copyFileSync(log, `${log}.1`)
  truncateSync(log)
  writeFileSync(log, 'head\n3\n')
  const files = [await found(log), await found(`${log}.1`), await found(`${log}.2`)]
  const names = [0, 1, 2].map((life) => generationOf('host', files[0]!, life, files[0]!.head))
  const generations = new Generations()
  for (const offset of [0, 5]) generations.saw(names[0]!, offset)
  for (const offset of [0, 5, 12]) generations.saw(names[1]!, offset)
  for (const offset of [0, 5]) generations.saw(names[2]!, offset)
  const matches = await matched(files, generations)
  expect(matches.map(({ generation, by }) => [names.indexOf(generation), by])).toEqual([
    [2, 'identity'],
    [1, 'copy'],
    [0, 'copy'],
  ])
})

it('gives a generation to one file, the plain one, and names the other', async () => {
  const log = join(temporaryFolder(), 'log')
  writeFileSync(log, 'one\ntwo\n')
  writeFileSync(`${log}.gz`, gzipSync('one\ntwo\n'))
  const files = [await found(`${log}.gz`), await found(log)]
  const generations = new Generations()
  generations.saw(generationOf('host', files[1]!, 0, files[1]!.head), 4)
  const [copy, own] = await matched(files, generations)
  expect(own).toMatchObject({ by: 'identity' })
  expect(own!.sameAs).toBeUndefined()
  expect(copy!.sameAs).toBe(files[1])
})

it('takes no generation of two that fit, and none whose lines begin elsewhere', async () => {
  const log = join(temporaryFolder(), 'log')
  writeFileSync(log, 'one\ntwo\n')
  const file = await found(log)
  const generations = new Generations()
  generations.saw('a'.repeat(16), 3)
  expect(await matched([file], generations)).toMatchObject([{ by: 'unseen' }])
  generations.saw('b'.repeat(16), 4)
  expect(await matched([file], generations)).toMatchObject([{ by: 'lines', generation: 'b'.repeat(16) }])
  generations.saw('c'.repeat(16), 0)
  expect(await matched([file], generations)).toMatchObject([{ by: 'unseen' }])
})

it('takes a copy that lacks the last lines for what it is, and the longer of two for the whole', async () => {
  const log = join(temporaryFolder(), 'log')
  writeFileSync(log, 'one\ntwo\nthree\n')
  writeFileSync(`${log}.1`, 'one\ntwo\n')
  const original = await found(log)
  const generations = new Generations()
  const name = generationOf('host', original, 0, original.head)
  for (const offset of [0, 4, 8]) generations.saw(name, offset)
  const short = await found(`${log}.1`)
  truncateSync(log)
  const [empty, copy] = await matched([await found(log), short], generations)
  expect(empty).toMatchObject({ by: 'unseen' })
  expect(copy).toMatchObject({ by: 'copy', generation: name })
  writeFileSync(`${log}.2.gz`, gzipSync('one\ntwo\nthree\n'))
  const whole = await found(`${log}.2.gz`)
  const both = await matched([await found(log), short, whole], generations)
  expect(both[2]).toMatchObject({ by: 'copy', generation: name })
  expect(both[2]!.sameAs).toBeUndefined()
  expect(both[1]!.sameAs).toBe(whole)
})

it('never takes a file for the same as another because its first lines are as long', async () => {
  const log = join(temporaryFolder(), 'log')
  writeFileSync(log, 'head\nlife 0\n')
  copyFileSync(log, `${log}.1`)
  truncateSync(log)
  writeFileSync(log, 'head\nlife 1\n')
  const files = [await found(log), await found(`${log}.1`)]
  const generations = new Generations()
  // Nothing of the copy was ever sent.
  for (const offset of [0, 5]) generations.saw(generationOf('host', files[0]!, 1, files[0]!.head), offset)
  const [own, copy] = await matched(files, generations)
  expect(own).toMatchObject({ by: 'identity' })
  expect(copy).toMatchObject({ by: 'unseen' })
  expect(copy!.sameAs).toBeUndefined()
})
