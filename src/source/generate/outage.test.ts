import { describe, expect, it } from 'vitest'
import { generateLine } from './lines.ts'
import { isOutage, OUTAGE_SHARE } from './outage.ts'
import { Random } from './random.ts'

describe('an outage', () => {
  it('comes, goes, and comes again', () => {
    const outage = { firstMs: 4000, lastsMs: 2000, everyMs: 10_000 }
    const seconds = Array.from({ length: 30 }, (_, i) => i).filter((s) => isOutage(outage, s * 1000))
    expect(seconds).toEqual([4, 5, 14, 15, 24, 25])
    expect(isOutage(outage, 3999.9)).toBe(false)
  })

  it('fails as many requests as it says, and the rest are as ever', () => {
    const random = new Random(3)
    const lines = Array.from({ length: 4000 }, () => generateLine('nginx', 0, random, 0, OUTAGE_SHARE))
    const failed = lines.filter((line) => line.includes('" 503 ')).length / lines.length
    expect(failed).toBeGreaterThan(OUTAGE_SHARE - 0.05)
    expect(failed).toBeLessThan(OUTAGE_SHARE + 0.05)
    expect(lines.some((line) => line.includes('" 200 '))).toBe(true)
  })
})
