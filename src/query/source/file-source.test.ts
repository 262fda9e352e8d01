import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { FileSource, type FileSourceOptions } from './file-source.ts'
import type { SourceEvent } from './row-source.ts'

const at = (second: number): string => new Date(Date.UTC(2024, 0, 15, 10, 0, second)).toISOString()
const access = (second: number): string =>
  `10.0.0.1 - - [15/Jan/2024:10:00:${String(second).padStart(2, '0')} +0000] "GET /${second} HTTP/1.1" 200 5 "-" "curl"`

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

async function take(options: Partial<FileSourceOptions> & { paths: readonly string[] }): Promise<{
  events: SourceEvent[]
  rows: Record<string, unknown>[]
  rejected: number
}> {
  const source = new FileSource({
    spec: { type: 'auto' },
    signal: new AbortController().signal,
    resume: new Map(),
    finished: new Set(),
    ...options,
  })
  const events: SourceEvent[] = []
  const rows: Record<string, unknown>[] = []
  for await (const event of source.events()) {
    events.push(event)
    // What a block lies in is used again for the next.
    if (event.kind === 'rows')
      for (const { data } of event.block.rows)
        rows.push(JSON.parse(Buffer.from(data).toString()) as Record<string, unknown>)
  }
  return { events, rows, rejected: source.state().rejected }
}

describe('rows of files', () => {
  it('come by time out of several files, compressed ones too, which are told one by one to be at their end', async () => {
    const lines = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, i) => `${access(from + i)}\n`).join('')
    const older = fileOf('access.log.2.gz', gzipSync(lines(0, 10)))
    const newer = fileOf('access.log', `${lines(20, 30)}broken\n`)
    const between = fileOf('access.log.1', lines(10, 20))
    const { events, rows, rejected } = await take({ paths: [newer, older, between] })
    expect(events[0]).toEqual({ kind: 'open', shardIds: [newer, older, between] })
    expect(events.filter(({ kind }) => kind === 'finish')).toHaveLength(3)
    expect(rows.map((row) => row['path']).toSorted()).toEqual(
      Array.from({ length: 30 }, (_, i) => `/${i}`).toSorted(),
    )
    expect(rejected).toBe(1)
  })

  it('go on with the file that is furthest behind in time', async () => {
    // More than one step each: the second of one file comes before the first of the other.
    const block = (from: number): string =>
      Array.from({ length: 20_000 }, (_, i) =>
        JSON.stringify({ timestamp: at(from), n: i, log_type: 'x' }),
      ).join('\n')
    const early = fileOf('early.ndjson', `${block(1)}\n${block(2)}\n`)
    const late = fileOf('late.ndjson', `${block(50)}\n`)
    const { events } = await take({ paths: [late, early] })
    const order = events.flatMap((event) => (event.kind === 'rows' ? [event.block.shardId] : []))
    // One look at each, then the early one to its end.
    expect(order.filter((path, i) => path !== order[i - 1])).toEqual([late, early, late])
  })

  it('are records as they are, and begin behind the line that was taken last', async () => {
    const lines = [1, 2, 3].map((n) => JSON.stringify({ timestamp: at(n), log_type: 'application', n }))
    const path = fileOf('records', `${lines.join('\n')}\n\nnone\n`)
    const all = await take({ paths: [path] })
    expect(all.rows.map((row) => row['n'])).toEqual([1, 2, 3])
    expect(all.rejected).toBe(1)
    const second = String(lines[0]!.length + 1)
    expect((await take({ paths: [path], resume: new Map([[path, second]]) })).rows).toEqual([
      JSON.parse(lines[2]!),
    ])
    expect((await take({ paths: [path], finished: new Set([path]) })).rows).toEqual([])
  })

  it('name a file that cannot be read', async () => {
    await expect(take({ paths: ['/nowhere/access.log'] })).rejects.toThrow('/nowhere/access.log')
  })
})
