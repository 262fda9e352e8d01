import { describe, expect, it } from 'vitest'
import { MAX_PARTITION_KEY_BYTES } from '../../aws/limits.ts'
import { ShippedFile } from '../../testing/shipments.ts'
import { partitionKeys } from './partition-key.ts'

function keyOf(written: string, path?: string): string {
  const shipment = new ShippedFile(path).next([{ key: written, text: '{}' }])
  return partitionKeys('record', 'web-1').keyOf(shipment, 0)
}

describe('partition keys', () => {
  it('are the text of the record\u2019s field, its JSON escapes undone', () => {
    expect(keyOf('192.168.1.100')).toBe('192.168.1.100')
    expect(keyOf('req-001')).toBe('req-001')
    expect(keyOf('12345')).toBe('12345')
    expect(keyOf('a\\"b\\\\c\\u00e9\\ud83d\\ude00')).toBe('a"b\\cé😀')
    expect(keyOf('lone \\ud800 half')).toBe('lone \uFFFD half')
    expect(keyOf('not json \\x')).toBe('not json \\x')
  })

  it('are the file\u2019s where the record has none', () => {
    expect(keyOf('')).toBe('web-1:/var/log/app.log')
  })

  it('are cut to what the service takes, between characters', () => {
    expect(keyOf('k'.repeat(300))).toHaveLength(256)
    const emoji = keyOf(`x${'😀'.repeat(200)}`)
    expect(emoji).toBe(`x${'😀'.repeat(127)}`)
    expect(Buffer.byteLength(keyOf('한'.repeat(300)))).toBeLessThanOrEqual(MAX_PARTITION_KEY_BYTES)
    const [one, other] = [keyOf('', `/${'a'.repeat(300)}/1.log`), keyOf('', `/${'a'.repeat(300)}/2.log`)]
    expect(one).toHaveLength(256)
    expect(one).not.toBe(other)
  })

  it('of a file stay with it when it is renamed, and pass to the next file under its name', () => {
    const keys = partitionKeys('file', 'web-1')
    const old = new ShippedFile('/log/a.log', 1)
    const line = [{ key: 'x', text: '{}' }]
    const before = keys.keyOf(old.next(line), 0)
    Object.assign(old.file, { path: '/log/a.log.1' })
    expect(keys.keyOf(old.next(line), 0)).toBe(before)
    // Another process, which sees it for the first time under its new name.
    expect(partitionKeys('file', 'web-1').keyOf(old.next(line), 0)).toBe(before)
    expect(keys.keyOf(new ShippedFile('/log/a.log', 2).next(line), 0)).toBe(before)
    expect(partitionKeys('file', 'web-2').keyOf(old.next(line), 0)).not.toBe(before)
  })

  it('may be the host, or nothing in particular', () => {
    const shipment = new ShippedFile().next([{ key: 'x', text: '{}' }])
    expect(partitionKeys('host', 'web-1').keyOf(shipment, 0)).toBe('web-1')
    const random = partitionKeys('random', 'web-1')
    const many = new ShippedFile().next(Array.from({ length: 100 }, () => ({ key: 'x', text: '{}' })))
    const keysOfAll = Array.from({ length: 100 }, (_, i) => random.keyOf(many, i))
    expect(new Set(keysOfAll).size).toBe(100)
    expect(keysOfAll.map((_, i) => random.keyOf(many, i))).toEqual(keysOfAll)
  })
})
