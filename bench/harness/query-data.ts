import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataFile } from './data.ts'
import { BenchRandom } from './random.ts'

const FOLDER = join(tmpdir(), 'kinetail-bench-data')
const SEED = 42
const BASE = Date.parse('2024-01-15T10:00:00Z')
const TYPES = ['apache_access', 'nginx_access', 'application']
/** Different values: what two distinct counts have to remember. */
const ADDRESSES = 200_000
const PATHS = 20_000
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0'

/** Records as they come out of a stream, one a line, `perSecond` of them to each second of event time. */
export async function queryRecords(lines: number, perSecond: number): Promise<DataFile> {
  mkdirSync(FOLDER, { recursive: true })
  const path = join(FOLDER, `records-${perSecond}-${lines}.jsonl`)
  if (!existsSync(path)) {
    const random = new BenchRandom(SEED)
    const file = createWriteStream(`${path}.tmp`, { highWaterMark: 4 * 1024 ** 2 })
    let block = ''
    for (let i = 0; i < lines; i++) {
      block += `${recordOf(i, BASE + Math.floor((i * 1000) / perSecond), random)}\n`
      if (block.length < 1024 ** 2) continue
      if (!file.write(block)) await once(file, 'drain')
      block = ''
    }
    file.end(block)
    await once(file, 'finish')
    renameSync(`${path}.tmp`, path)
  }
  return { path, lines, bytes: statSync(path).size }
}

function recordOf(i: number, ms: number, random: BenchRandom): string {
  const address = random.below(ADDRESSES)
  return JSON.stringify({
    timestamp: new Date(ms).toISOString().replace('Z', '+00:00'),
    ip_address: `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`,
    method: 'GET',
    path: `/api/items/${random.below(PATHS)}`,
    protocol: 'HTTP/1.1',
    status_code: 200,
    response_size: random.below(50_000),
    referer: null,
    user_agent: AGENT,
    log_type: random.early(TYPES),
    host: 'web-1',
    event_id: `0123456789abcdef:${i * 180}`,
  })
}
