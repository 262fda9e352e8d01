import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { until } from '../../../test/support/until.ts'
import { generateLogs } from './generate.ts'
import { type GeneratedType, generateLine } from './lines.ts'
import { Random } from './random.ts'

const COMBINED =
  /^[0-9a-f:.]+ - (?:-|admin) \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "[A-Z]+ \/\S* HTTP\/(?:1\.1|2\.0)" [1-5]\d\d (\d+|-) "[^"]+" "[^"]+"$/
const NOW = Date.parse('2024-01-15T10:30:45.123Z')

function lines(type: GeneratedType, count: number, malformed = 0, seed = 1): string[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => generateLine(type, NOW, random, malformed))
}

describe('lines', () => {
  it.each(['apache', 'nginx'] as const)('of %s are in the combined format, with a believable mix', (type) => {
    const all = lines(type, 20_000)
    for (const line of all) expect(line).toMatch(COMBINED)
    expect(all[0]).toContain('[15/Jan/2024:10:30:45 +0000]')
    const share = (pattern: RegExp): number => all.filter((line) => pattern.test(line)).length / all.length
    expect(share(/" 5\d\d /)).toBeGreaterThan(0.002)
    expect(share(/" 5\d\d /)).toBeLessThan(0.01)
    expect(share(/" 20\d /)).toBeGreaterThan(0.7)
    expect(share(/^2001:db8:/)).toBeGreaterThan(0.02)
    expect(share(/^2001:db8:/)).toBeLessThan(0.1)
    expect(share(/" (?:304|204) 0 /) > 0).toBe(type === 'nginx')
    expect(share(/" (?:304|204) - /) > 0).toBe(type === 'apache')
  })

  it('of an application are JSON with the keys of the guide, and others now and then', () => {
    const all = lines('application', 2000).map((line) => JSON.parse(line) as Record<string, unknown>)
    for (const line of all) {
      expect(Object.keys(line).slice(0, 4)).toEqual(['timestamp', 'level', 'logger', 'message'])
      expect(line['request_id']).toMatch(/^req-/)
    }
    expect(all[0]!['timestamp']).toBe('2024-01-15T10:30:45.123Z')
    const keys = new Set(all.flatMap((line) => Object.keys(line)))
    expect(keys).toContain('user_id')
    expect(keys).toContain('order_id')
  })

  it('repeat with the seed', () => {
    expect(lines('all', 200, 0.1, 7)).toEqual(lines('all', 200, 0.1, 7))
    expect(lines('all', 200, 0.1, 7)).not.toEqual(lines('all', 200, 0.1, 8))
  })

  it('are spoilt as often as was asked', () => {
    const spoilt = (type: GeneratedType, fine: (line: string) => boolean): number =>
      lines(type, 5000, 0.2).filter((line) => !fine(line)).length / 5000
    const json = (line: string): boolean => {
      try {
        return typeof JSON.parse(line) === 'object'
      } catch {
        return false
      }
    }
    for (const share of [spoilt('nginx', (line) => COMBINED.test(line)), spoilt('application', json)]) {
      expect(share).toBeGreaterThan(0.17)
      expect(share).toBeLessThan(0.23)
    }
  })
})

describe('generateLogs', () => {
  it('makes the folders and appends so many lines, counted by file', async () => {
    const dir = temporaryFolder()
    const files = (['apache', 'nginx', 'application'] as const).map((type) => ({
      path: join(dir, type, 'access.log'),
      type,
    }))
    const { written, done } = generateLogs({ files, rate: Number.POSITIVE_INFINITY, count: 999, seed: 3 })
    await done
    expect([...written.values()].reduce((sum, count) => sum + count)).toBe(999)
    for (const { path } of files) {
      const content = readFileSync(path, 'utf8')
      expect(content.endsWith('\n')).toBe(true)
      expect(content.split('\n').length - 1).toBe(written.get(path))
    }
  })

  it('holds 5,000 lines a second, smoothly', async () => {
    const path = join(temporaryFolder(), 'access.log')
    const started = performance.now()
    const cpu = process.cpuUsage()
    const generation = generateLogs({ files: [{ path, type: 'nginx' }], rate: 5000 })
    const counts: number[] = []
    await until(
      () => {
        counts.push(generation.written.get(path)!)
        return performance.now() - started > 1000
      },
      () => 'a second',
    )
    const seconds = (performance.now() - started) / 1000
    await generation.stop()
    const { user, system } = process.cpuUsage(cpu)
    const rate = generation.written.get(path)! / seconds
    console.log(
      `${Math.round(rate)} lines a second at ${Math.round((user + system) / seconds / 10_000)} % of a core`,
    )
    expect(rate).toBeGreaterThan(4000)
    expect(rate).toBeLessThan(5100)
    expect(new Set(counts).size, 'it came in many small portions').toBeGreaterThan(15)
  })

  it.each(['rename', 'copytruncate'] as const)('rotates by %s and loses nothing', async (how) => {
    const dir = temporaryFolder()
    const path = join(dir, 'app.log')
    const generation = generateLogs({
      files: [{ path, type: 'application' }],
      rate: 2000,
      rotation: { how, everyMs: 60 },
    })
    await until(
      () => readdirSync(dir).length >= 4,
      () => 'three rotations',
    )
    await generation.stop()
    const all = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'))
    expect(all.join('').split('\n').length - 1).toBe(generation.written.get(path))
  })

  it('ends with its signal, and after its time', async () => {
    const path = join(temporaryFolder(), 'app.log')
    const signal = AbortSignal.abort()
    await generateLogs({ files: [{ path, type: 'application' }], rate: 100, signal }).done
    const timed = generateLogs({ files: [{ path, type: 'application' }], rate: 1000, durationMs: 100 })
    await timed.done
    expect(timed.written.get(path)).toBe(100)
  })

  it('says which file it could not write', async () => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, 'file'), '')
    const path = join(dir, 'file', 'app.log')
    const { done } = generateLogs({ files: [{ path, type: 'application' }], rate: 10 })
    await expect(done).rejects.toMatchObject({ code: 'file', message: expect.stringContaining(path) })
  })
})
