import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { cleanUp, jsonLines, run, startLocal, temporaryFolder } from './support.ts'

afterEach(cleanUp)

it('--ship-unparsed keeps the order of the file within a key, keeps the letters too, and counts each line once', async () => {
  const folder = temporaryFolder('unparsed')
  const path = join(folder, 'access.log')
  const good = '10.0.0.1 - - [15/Jan/2024:10:30:46 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'
  writeFileSync(
    path,
    Array.from({ length: 30 }, (_, i) => (i % 3 === 1 ? `no access log line ${i}\n` : good)).join(''),
  )
  const { url } = await startLocal()
  const where = ['--stream-name', 'unparsed', '--endpoint-url', url]
  const words = ['--create-stream', '--once', '--json', '--ship-unparsed', '--partition-key', 'file']
  const files = JSON.stringify([{ path, type: 'apache' }])
  const checkpoint = join(folder, 'checkpoint')
  const all = ['stream', ...where, ...words, '--log-files', files, '--checkpoint-dir', checkpoint]
  const streamed = await run(all)
  expect(`${streamed.stderr}${streamed.code}`).toMatch(/0$/)
  const { ledger } = jsonLines<{ ledger: unknown }>(streamed.stdout).at(-1)!
  expect(ledger).toEqual({ read: 30, sent: 30, dead_lettered: 0, filtered: 0, in_flight: 0 })
  const read = await run(['read', ...where, '--from', 'trim-horizon', '--json'])
  const records = jsonLines<{ event_id: string; log_type: string }>(read.stdout)
  const offsets = records.map(({ event_id }) => Number(event_id.split(':')[1]))
  expect(offsets).toHaveLength(30)
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
  expect(records.map(({ log_type }) => log_type)).toEqual(
    Array.from({ length: 30 }, (_, i) => (i % 3 === 1 ? 'unparsed' : 'apache_access')),
  )
  expect(jsonLines(readFileSync(join(checkpoint, 'dead-letter.ndjson'), 'utf8'))).toHaveLength(10)
})
