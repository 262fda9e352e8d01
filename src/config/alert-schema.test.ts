import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { AlertRule } from '../alert/rule.ts'
import { loadSettings } from './load.ts'
import { settingsJsonSchema } from './schema.ts'
import type { Settings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-alert-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function load(content: string): Promise<Settings> {
  const path = join(folder, 'kinetail.yaml')
  writeFileSync(path, content)
  return (await loadSettings({}, {}, path)).settings
}

async function refusal(content: string): Promise<string> {
  try {
    await load(content)
  } catch (error) {
    expect(error).toMatchObject({ code: 'config', exitCode: 2 })
    return (error as Error).message
  }
  throw new Error('it was taken')
}

describe('alerts in the configuration', () => {
  it('are rules of four kinds, each with what it needs', async () => {
    const { alerts, notifiers } = await load(`
alerts:
  - { name: a, match: /x/, key: host, count: 3, window: 10s, notify: ops }
  - name: b
    sql: SELECT path FROM logs
    window: 1m
    for: 5s
    every: 500ms
    severity: critical
  - { name: c, absent: 60s, where: { log_type: nginx_access, status_code: [200, ">= 500"] }, recovery: false }
  - { name: d, compare: 1d, above: 3, below: 0.5, window: 5m }
notifiers:
  ops: { webhook: https://hooks.example.com/secret, shape: slack }
  page: { command: [/usr/local/bin/page, --now], timeout: 3s }
`)
    const common = {
      severity: 'warning' as const,
      key: [],
      cooldownMs: 60_000,
      recovery: true,
      maxGroups: 100,
    }
    expect(alerts).toEqual([
      {
        ...common,
        name: 'a',
        kind: 'match',
        match: '/x/',
        key: ['host'],
        count: 3,
        windowMs: 10_000,
        notify: ['ops'],
      },
      {
        ...common,
        name: 'b',
        kind: 'sql',
        sql: 'SELECT path FROM logs',
        windowMs: 60_000,
        everyMs: 500,
        forMs: 5000,
        severity: 'critical',
      },
      {
        ...common,
        name: 'c',
        kind: 'absent',
        absentMs: 60_000,
        where: { log_type: 'nginx_access', status_code: [200, '>= 500'] },
        cooldownMs: 0,
        recovery: false,
      },
      {
        ...common,
        name: 'd',
        kind: 'rate',
        windowMs: 300_000,
        compareMs: 86_400_000,
        above: 3,
        below: 0.5,
        least: 20,
        forMs: 0,
      },
    ] satisfies AlertRule[])
    expect(notifiers).toEqual({
      ops: {
        kind: 'webhook',
        webhook: 'https://hooks.example.com/secret',
        shape: 'slack',
        timeoutMs: 10_000,
      },
      page: { kind: 'command', command: ['/usr/local/bin/page', '--now'], timeoutMs: 3000 },
    })
  })

  it.each([
    ['alerts:\n  - name: a\n', 'alerts.0 (line 2, column 5): a rule watches for one thing'],
    ['alerts:\n  - name: a\n    match: x\n    absent: 60s\n', 'alerts.0.absent (line 4, column 5)'],
    [
      'alerts:\n  - name: a\n    match: /(/\n',
      'alerts.0.match (line 3, column 5): /(/ is not a regular expression',
    ],
    [
      'alerts:\n  - name: a\n    match: x\n    for: 5s\n',
      'alerts.0.for (line 4, column 5): "for" says nothing',
    ],
    [
      'alerts:\n  - name: a\n    sql: SELECT 1\n',
      'alerts.0.sql (line 3, column 5): a rule with sql needs "window"',
    ],
    ['alerts:\n  - name: a\n    compare: 1h\n', 'needs "above / below"'],
    ['alerts:\n  - { name: a, compare: 1m, window: 5m, above: 2 }\n', 'at least as long as the window'],
    ['alerts:\n  - { name: a, compare: 7d, window: 1m, above: 2 }\n', '2,016 times the window'],
    [
      'alerts:\n  - { name: a, match: x }\n  - { name: a, match: y }\n',
      'alerts.1.name (line 3, column 7): there are two',
    ],
    [
      'alerts:\n  - { name: a, match: x, notify: [ops] }\n',
      'alerts.0.notify.0 (line 2, column 35): there is no notifier "ops"',
    ],
    ['alerts:\n  - { name: a, match: x, cooldwn: 1m }\n', 'alerts.0.cooldwn (line 2, column 26)'],
    ['alerts:\n  - { name: a, match: x, max-groups: 1 }\n', 'Did you mean "max_groups"?'],
    ['alerts:\n  - { name: a, absent: soon }\n', 'alerts.0.absent (line 2, column 16)'],
    [
      'notifiers:\n  ops: { webhook: hooks.example.com }\n',
      'notifiers.ops.webhook (line 2, column 10): this is not a web address',
    ],
    ['notifiers:\n  ops: { sns: alerts }\n', '"alerts" is not the ARN of an SNS topic'],
    [
      'notifiers:\n  ops: { file: a, terminal: true }\n',
      'notifiers.ops (line 2, column 3): a notifier is one of terminal',
    ],
    ['notifiers:\n  ops: {}\n', 'a notifier is one of terminal'],
  ])('are refused with the place and the reason: %j', async (content, words) => {
    expect(await refusal(content)).toContain(words)
  })

  it('say nothing of a secret when it is refused', async () => {
    expect(await refusal('notifiers:\n  ops: { webhook: "hooks.example.com/T0K3N" }\n')).not.toContain(
      'T0K3N',
    )
  })

  it('are described for editors, key by key', () => {
    const schema = settingsJsonSchema() as {
      properties: Record<string, { items?: { properties: Record<string, { description?: string }> } }>
    }
    const properties = schema.properties['alerts']!.items!.properties
    expect(Object.keys(properties).length).toBeGreaterThan(15)
    for (const [key, { description }] of Object.entries(properties))
      expect([key, description]).not.toContain(undefined)
    expect(JSON.stringify(schema)).toContain('SNS')
  })
})
