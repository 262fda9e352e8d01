import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { busyMetrics } from '../../src/testing/metrics-text.ts'
import { readExposition } from '../../src/testing/read-exposition.ts'
import { commandExists, root } from '../e2e/support.ts'
import { temporaryFolder } from '../support/folder.ts'

const RULES = join(root, 'examples/prometheus-rules.yml')
const CASES = join(root, 'test/examples/prometheus-rules.cases.yml')
const DASHBOARD = join(root, 'examples/grafana-dashboard.json')

/** Labels that Prometheus gives each target. */
const OF_TARGETS = ['job', 'instance']

/** By the name of each series (of a histogram: with its suffix), its labels and their values. */
const series = new Map<string, Map<string, Set<string>>>()
for (const { samples } of readExposition(busyMetrics()).values())
  for (const { name, labels } of samples) {
    const known = series.get(name) ?? new Map<string, Set<string>>()
    series.set(name, known)
    for (const [label, value] of Object.entries(labels))
      known.set(label, (known.get(label) ?? new Set()).add(value))
  }

/** Everything that an expression, with the labels that its texts name, says of the metrics and is not so. */
function flaws(expression: string, texts: string): string[] {
  const found: string[] = []
  const used = [...expression.matchAll(/\b((?:kinetail|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)]
  if (used.length === 0) found.push(`no metric in ${expression}`)
  const labels = new Set(OF_TARGETS)
  for (const [, name, matchers = ''] of used) {
    const known = series.get(name!)
    if (!known) found.push(`no metric ${name}`)
    for (const label of known?.keys() ?? []) labels.add(label)
    for (const [, label, operator, value] of matchers.matchAll(/(\w+)(=~|!=|!~|=)"([^"]*)"/g)) {
      if (OF_TARGETS.includes(label!)) continue
      const values = known?.get(label!)
      if (!values) found.push(`${name} has no label ${label}`)
      else if (operator === '=' && !values.has(value!)) found.push(`${name} has no ${label}="${value}"`)
    }
  }
  const named = [
    ...[...expression.matchAll(/\b(?:by|without|on) ?\(([^)]*)\)/g)].flatMap(([, list]) =>
      list!.split(/, */),
    ),
    ...[...texts.matchAll(/\{\{ *(?:\$labels\.)?(\w+) *\}\}/g)].map(([, label]) => label!),
  ]
  for (const label of named) if (!labels.has(label)) found.push(`no label ${label} in ${expression}`)
  return found
}

describe('the alert rules of examples/', () => {
  const { groups } = parse(readFileSync(RULES, 'utf8')) as {
    groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[]
  }
  const rules = groups.flatMap((group) => group.rules)

  it('use metrics and labels that there are', () => {
    expect(rules.length).toBeGreaterThan(10)
    const ours = rules.filter(({ alert }) => alert !== 'KinetailDown')
    expect(ours.flatMap(({ expr, annotations }) => flaws(expr, Object.values(annotations).join()))).toEqual(
      [],
    )
  })

  it.skipIf(!commandExists('promtool'))(
    'are right to promtool, and fire in its cases (skipped where it is absent)',
    () => {
      for (const words of [
        ['check', 'rules', RULES],
        ['test', 'rules', CASES],
      ]) {
        const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8' })
        expect({ status, said: stdout + stderr }).toEqual({
          status: 0,
          said: expect.stringContaining('SUCCESS'),
        })
      }
    },
  )
})

describe('the Grafana dashboard of examples/', () => {
  const { panels, templating } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
    panels: {
      id: number
      type: string
      title: string
      gridPos: { x: number; y: number; w: number; h: number }
      targets?: { expr: string; legendFormat?: string }[]
    }[]
    templating: { list: { name: string; query: string }[] }
  }

  it('uses metrics and labels that there are', () => {
    const targets = panels.flatMap((panel) => panel.targets ?? [])
    expect(targets.length).toBeGreaterThan(30)
    expect(targets.flatMap(({ expr, legendFormat = '' }) => flaws(expr, legendFormat))).toEqual([])
    const [, job, instance] = templating.list
    for (const variable of [job!, instance!])
      expect(variable.query).toMatch(/^label_values\(kinetail_build_info/)
    const variables = new Set(templating.list.map(({ name }) => name))
    const asked = targets.flatMap(({ expr }) => [...expr.matchAll(/\$(?!__)(\w+)/g)].map(([, name]) => name!))
    expect(asked.filter((name) => !variables.has(name))).toEqual([])
  })

  it('has panels that do not lie over each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const taken = new Set<string>()
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`)).toBe(false)
          taken.add(`${x},${y}`)
        }
    }
  })

  // Grafana asks by PromQL: promtool reads it where it stands in rules.
  it.skipIf(!commandExists('promtool'))('asks in PromQL (skipped where promtool is absent)', () => {
    const rules = panels
      .flatMap((panel) => panel.targets ?? [])
      .map(({ expr }, i) => ({ record: `panel_${i}`, expr: expr.replaceAll('$__rate_interval', '5m') }))
    const file = join(temporaryFolder(), 'panels.json')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }))
    const { status, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
