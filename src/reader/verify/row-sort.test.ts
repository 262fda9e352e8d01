import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { RowSort } from './row-sort.ts'

async function sortRows(rows: readonly (readonly number[])[], memoryRows: number): Promise<number[][]> {
  const folder = temporaryFolder()
  const sort = new RowSort({ width: 3, keys: 2, folder, memoryRows })
  onTestFinished(() => sort.close())
  for (const row of rows) await sort.push(row)
  const sorted: number[][] = []
  for await (const block of sort.sorted())
    for (let at = 0; at < block.length; at += 3) sorted.push([...block.subarray(at, at + 3)])
  // The temporary file has no name: nobody finds the rows in it.
  expect(readdirSync(folder)).toEqual([])
  await sort.close()
  return sorted
}

it('gives every row back, in the order of its keys, wherever it had to go to the disk', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(5), fc.maxSafeNat(), fc.integer()), { maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      async (rows, memoryRows) => {
        const numbered = rows.map(([a, b], i) => [a, b, i])
        const sorted = await sortRows(numbered, memoryRows)
        const byKeys = (x: readonly number[], y: readonly number[]): number => x[0]! - y[0]! || x[1]! - y[1]!
        expect(sorted.map(([a, b]) => [a, b])).toEqual(numbered.toSorted(byKeys).map(([a, b]) => [a, b]))
        expect(sorted.map((row) => row[2]).toSorted((x, y) => x! - y!)).toEqual(numbered.map((_, i) => i))
      },
    ),
    { numRuns: 60 },
  )
})

it('names the folder that has no room', async () => {
  const sort = new RowSort({ width: 1, keys: 1, folder: '/nowhere/at/all', memoryRows: 1 })
  await expect(sort.push([1])).rejects.toMatchObject({
    code: 'file',
    message: expect.stringContaining('/nowhere/at/all'),
  })
})
