import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../src/messages/en/en.ts'
import { busyMetrics } from '../src/testing/metrics-text.ts'
import { readExposition } from '../src/testing/read-exposition.ts'
import { commandExists, root } from './e2e/support.ts'

const hasPromtool = commandExists('promtool')
const page = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('the metrics', () => {
  it('are all there, each with its sentence', () => {
    const all = readExposition(busyMetrics())
    expect(new Set(all.keys())).toEqual(new Set(Object.keys(en.metrics.help)))
    for (const [name, { help, type, samples }] of all) {
      expect(help).toBe(en.metrics.help[name as keyof typeof en.metrics.help])
      expect(type === 'counter').toBe(name.endsWith('_total'))
      expect(samples.length).toBeGreaterThan(0)
    }
  })

  it('are all on their page, and no others', () => {
    const told = [...page('docs/metrics.md').matchAll(/^\| `([a-z]\w+)` \|/gm)].map(([, name]) => name)
    expect(told).toEqual(Object.keys(en.metrics.help))
  })
})

describe.skipIf(!hasPromtool)('promtool (skipped where Debian’s package prometheus is absent)', () => {
  it('finds nothing to say against /metrics', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: busyMetrics(),
      encoding: 'utf8',
    })
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' })
  })
})
