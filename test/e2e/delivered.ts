import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { jsonLines, run, temporaryFolder } from './support.ts'

/** What these tests look at of a record that was read back. */
export interface Delivered {
  readonly event_id: string
  readonly ip_address: string
}

/** One access log of `lines` lines, and the offset at which each begins. */
export async function accessLog(
  name: string,
  lines: number,
  seed: number,
): Promise<{ path: string; folder: string; offsets: number[] }> {
  const folder = temporaryFolder(name)
  const path = join(folder, 'access.log')
  const { code, stderr } = await run([
    'generate',
    ...['--type', 'apache', '--count', String(lines), '--seed', String(seed), '--out', path],
  ])
  expect(`${stderr}${code}`).toMatch(/0$/)
  const offsets: number[] = []
  const bytes = readFileSync(path)
  for (let at = 0; at < bytes.length; at = bytes.indexOf(10, at) + 1) offsets.push(at)
  expect(offsets).toHaveLength(lines)
  return { path, folder, offsets }
}

/** `kinetail stream` over that log into a new stream of two shards. */
export function streamWords(
  stream: string,
  path: string,
  folder: string,
  url: string,
  ...more: string[]
): string[] {
  return [
    'stream',
    ...['--stream-name', stream, '--endpoint-url', url, '--create-stream', '--shard-count', '2'],
    ...['--log-files', JSON.stringify([{ path, type: 'apache' }])],
    ...['--checkpoint-dir', join(folder, 'checkpoint'), '--once'],
    ...more,
  ]
}

/** All records of the stream. */
export async function read(stream: string, url: string, ...more: string[]): Promise<Delivered[]> {
  const words = ['read', stream, '--endpoint-url', url, '--from', 'trim-horizon', '--json', ...more]
  const { code, stdout, stderr } = await run(words)
  expect(`${stderr}${code}`).toMatch(/0$/)
  return jsonLines<Delivered>(stdout)
}

export function offsetOf({ event_id }: Delivered): number {
  return Number(event_id.split(':')[1])
}

export function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b)
}

export function expectOrderWithinKeys(records: readonly Delivered[]): void {
  const last = new Map<string, number>()
  for (const record of records) {
    const offset = offsetOf(record)
    const before = last.get(record.ip_address) ?? -1
    if (offset <= before) throw new Error(`${record.ip_address}: offset ${offset} comes after ${before}`)
    last.set(record.ip_address, offset)
  }
  expect(last.size).toBeGreaterThan(10)
}
