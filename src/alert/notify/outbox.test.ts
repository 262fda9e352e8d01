import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import { type Receiver, startReceiver } from '../../testing/http-receiver.ts'
import type { AlertMessage } from '../message.ts'
import type { Notifier } from './notifier.ts'
import { openNotifier } from './open.ts'
import { MOST_WAITING, Outbox } from './outbox.ts'
import type { NotifierSpec } from './spec.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-notify-'))
const receivers: Receiver[] = []
const outboxes: Outbox[] = []
afterEach(async () => {
  await Promise.all(outboxes.splice(0).map((outbox) => outbox.close(0)))
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()))
})
afterAll(() => rmSync(folder, { recursive: true }))

const FAST = { baseMs: 5, capMs: 20 }
/** A part of an address that nobody but its owner may read. */
const SECRET = 'T0K3N-of-the-channel'

function message(n: number, more: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: String(n).padStart(16, '0'),
    status: 'firing',
    rule: `rule-${n}`,
    severity: 'critical',
    condition: 'x',
    key: {},
    message: `message ${n}`,
    since: '2024-01-15T10:00:00.000Z',
    at: '2024-01-15T10:00:00.000Z',
    count: 1,
    hosts: ['web-1'],
    files: [],
    values: null,
    samples: ['{"message":"a <b> & `c`"}'],
    command: 'kinetail read logs',
    ...more,
  }
}

async function receiver(): Promise<Receiver> {
  const one = await startReceiver()
  receivers.push(one)
  return one
}

function outbox(notifier: Notifier) {
  const said: string[] = []
  const ended: (readonly [string, string | undefined])[] = []
  const failed: string[] = []
  const say = (sentence: string): void => void said.push(sentence)
  const box = new Outbox({
    notifier,
    say: { info: say, warn: say },
    backoff: FAST,
    done: ({ rule }, error) => ended.push([rule, error?.code]),
    failed: ({ rule }) => failed.push(rule),
  })
  outboxes.push(box)
  return { box, said, ended, failed }
}

function open(spec: NotifierSpec, environment: NodeJS.ProcessEnv = {}): Promise<Notifier> {
  return openNotifier('ops', spec, { terminal: () => Promise.resolve(), environment })
}

function webhookSpec(url: string, shape: 'json' | 'slack' = 'json', timeoutMs = 10_000): NotifierSpec {
  return { kind: 'webhook', webhook: `${url}/hooks/${SECRET}`, shape, timeoutMs }
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 20_000, interval: 5 }).toBe(true)
}

describe('a webhook', () => {
  it('gets each message once and in order, though it fails, hangs and loses connections before', async () => {
    const there = await receiver()
    const { box, said, ended } = outbox(await open(webhookSpec(there.url, 'json', 300)))
    there.answer = 500
    box.push(message(1))
    box.push(message(2))
    await until(() => there.received.length >= 2)
    there.answer = 'hang'
    const hanging = there.received.length
    await until(() => there.received.length >= hanging + 2)
    there.answer = (response) => response.socket?.destroy()
    const torn = there.received.length
    await until(() => there.received.length >= torn + 2)
    there.answer = 200
    const before = there.received.length
    await until(() => box.waiting.length === 0)
    expect(ended).toEqual([
      ['rule-1', undefined],
      ['rule-2', undefined],
    ])
    // Up to here it was tried with the first alone.
    const rules = there.received.map(({ body }) => (JSON.parse(body) as AlertMessage).rule)
    expect(new Set(rules.slice(0, before))).toEqual(new Set(['rule-1']))
    expect(rules.slice(-1)).toEqual(['rule-2'])
    expect(there.received.at(-1)).toMatchObject({
      path: `/hooks/${SECRET}`,
      headers: { 'content-type': 'application/json' },
    })
    expect(JSON.parse(there.received.at(-1)!.body)).toEqual(message(2))
    // Each way of failing is said once, with the notifier's name and never with its address.
    expect(said).toHaveLength(2)
    expect(said.join('\n')).toMatch(/"ops" fails: 127\.0\.0\.1:\d+ answered with HTTP status 500/)
    expect(said.join('\n')).not.toContain(SECRET)
  })

  it('is not tried for ever with what it refuses for good, so that the next has its turn', async () => {
    const there = await receiver()
    const { box, ended, failed, said } = outbox(await open(webhookSpec(there.url)))
    there.answer = 404
    box.push(message(1))
    await until(() => ended.length === 1)
    there.answer = 200
    box.push(message(2))
    await until(() => ended.length === 2)
    expect(ended).toEqual([
      ['rule-1', 'service'],
      ['rule-2', undefined],
    ])
    expect(failed).toEqual(['rule-1', 'rule-1', 'rule-1'])
    expect(said).toHaveLength(1)
  })

  it('is waited for as long as it asks', async () => {
    const there = await receiver()
    const { box, ended } = outbox(await open(webhookSpec(there.url)))
    there.answer = (response) => response.writeHead(429, { 'retry-after': '1' }).end()
    box.push(message(1))
    await until(() => there.received.length === 1)
    there.answer = 200
    await until(() => ended.length === 1)
    expect(there.received[1]!.at - there.received[0]!.at).toBeGreaterThanOrEqual(990)
  })

  it('follows no redirection: nothing goes where nobody said', async () => {
    const there = await receiver()
    const elsewhere = await receiver()
    const { box, ended } = outbox(await open(webhookSpec(there.url)))
    there.answer = (response) => response.writeHead(307, { location: elsewhere.url }).end()
    box.push(message(1))
    await until(() => ended.length === 1)
    expect(ended).toEqual([['rule-1', 'service']])
    expect(elsewhere.received).toEqual([])
  })

  it('has its address from a variable, or says that it is not set', async () => {
    const there = await receiver()
    const spec: NotifierSpec = { kind: 'webhook', webhook: 'env:HOOK', shape: 'json', timeoutMs: 5000 }
    const { box } = outbox(await open(spec, { HOOK: `${there.url}/from-variable\n` }))
    box.push(message(1))
    await until(() => there.received.length === 1)
    expect(there.received[0]!.path).toBe('/from-variable')
    await expect(open(spec)).rejects.toThrow(/HOOK is not set/)
    await expect(open(spec, { HOOK: 'not an address' })).rejects.toMatchObject({ code: 'config' })
  })

  it('gets what Slack takes, in which nothing of a log is markup', async () => {
    const there = await receiver()
    const { box } = outbox(await open(webhookSpec(there.url, 'slack')))
    box.push(message(1, { message: 'a <!channel> & b' }))
    await until(() => there.received.length === 1)
    const body = JSON.parse(there.received[0]!.body) as {
      text: string
      attachments: { text: string; fields: { title: string; value: string }[] }[]
    }
    expect(body.text).toBe('FIRING: rule-1')
    expect(body.attachments[0]!.text).toBe('a &lt;!channel&gt; &amp; b')
    const samples = body.attachments[0]!.fields.find(({ title }) => title === 'lines')!.value
    expect(samples).toBe('```{"message":"a &lt;b&gt; &amp; ˋcˋ"}```')
  })
})

describe('what waits', () => {
  it('has bounds: the oldest is dropped and said', async () => {
    const there = await receiver()
    there.answer = 'hang'
    const { box, said, ended } = outbox(await open(webhookSpec(there.url)))
    for (let n = 1; n <= MOST_WAITING + 2; n++) box.push(message(n))
    expect(box.waiting).toHaveLength(MOST_WAITING)
    // The first is under way.
    expect(ended).toEqual([
      ['rule-2', 'limit'],
      ['rule-3', 'limit'],
    ])
    expect(said.filter((sentence) => sentence.includes('the oldest was dropped'))).toHaveLength(2)
    const left = await box.close(10)
    expect(left).toHaveLength(MOST_WAITING)
  })

  it('is handed back at the end, and never waited for longer than told', async () => {
    const there = await receiver()
    const { box } = outbox(await open(webhookSpec(there.url)))
    there.answer = 503
    box.push(message(1))
    await until(() => there.received.length > 1)
    expect((await box.close(50)).map(({ rule }) => rule)).toEqual(['rule-1'])
  })
})

describe('a command', () => {
  const script = join(folder, 'take.sh')
  writeFileSync(script, `#!/bin/sh\ncat > "$1.in"\nprintf '%s' "$2" > "$1.argument"\nexit "$3"\n`)
  chmodSync(script, 0o700)

  it('gets the message on its standard input, and no shell reads a word of it', async () => {
    const out = join(folder, 'out')
    const dangerous = `$(touch ${out}.hacked); \`touch ${out}.hacked\` | ' "`
    const { box, ended } = outbox(
      await open({ kind: 'command', command: [script, out, '$(id)', '0'], timeoutMs: 20_000 }),
    )
    box.push(message(1, { message: dangerous }))
    await until(() => ended.length === 1)
    expect(ended).toEqual([['rule-1', undefined]])
    expect(JSON.parse(readFileSync(`${out}.in`, 'utf8'))).toMatchObject({ message: dangerous })
    expect(readFileSync(`${out}.argument`, 'utf8')).toBe('$(id)')
    expect(() => readFileSync(`${out}.hacked`)).toThrow()
  })

  it('is run again when it fails, and what it said is told', async () => {
    const notifier = await open({
      kind: 'command',
      command: ['/bin/sh', '-c', 'echo no network >&2; exit 3'],
      timeoutMs: 20_000,
    })
    await expect(notifier.send(message(1), AbortSignal.timeout(20_000))).rejects.toMatchObject({
      message: '/bin/sh ended with 3: no network.',
      canRetry: true,
    })
    const missing = await open({ kind: 'command', command: [join(folder, 'nowhere')], timeoutMs: 20_000 })
    await expect(missing.send(message(1), AbortSignal.timeout(20_000))).rejects.toThrow(/cannot be started/)
  })

  it('is ended when it does not end', async () => {
    const notifier = await open({ kind: 'command', command: ['/bin/sleep', '100'], timeoutMs: 100 })
    await expect(notifier.send(message(1), new AbortController().signal)).rejects.toThrow(
      /did not end within 100 ms/,
    )
  })
})

describe('other notifiers', () => {
  it('append to a file, one JSON line each', async () => {
    const path = join(folder, 'alerts.jsonl')
    const { box, ended } = outbox(await open({ kind: 'file', file: path }))
    box.push(message(1))
    box.push(message(2, { status: 'recovered' }))
    await until(() => ended.length === 2)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as AlertMessage).rule)).toEqual(['rule-1', 'rule-2'])
  })

  it('publish to a topic of SNS', async () => {
    const there = await receiver()
    const answer =
      '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>'
    there.answer = (response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(answer)
    const topic = 'arn:aws:sns:eu-west-3:123456789012:alerts'
    const notifier = await open({ kind: 'sns', sns: topic, endpointUrl: there.url, timeoutMs: 10_000 })
    await notifier.send(message(1, { rule: 'regel für é' }), new AbortController().signal)
    const sent = new URLSearchParams(there.received[0]!.body)
    expect(sent.get('Action')).toBe('Publish')
    expect(sent.get('TopicArn')).toBe(topic)
    expect(sent.get('Subject')).toBe('kinetail firing: regel f?r ?')
    expect(JSON.parse(sent.get('Message')!)).toMatchObject({ rule: 'regel für é', severity: 'critical' })
    expect(there.received[0]!.headers['authorization']).toContain('/eu-west-3/sns/')
    there.answer = 500
    await expect(notifier.send(message(1), new AbortController().signal)).rejects.toBeInstanceOf(
      KinetailError,
    )
    notifier.close?.()
  })

  it('print where a person looks', async () => {
    const shown: AlertMessage[] = []
    const notifier = await openNotifier(
      'here',
      { kind: 'terminal' },
      {
        terminal: (one) => {
          shown.push(one)
          return Promise.resolve()
        },
      },
    )
    await notifier.send(message(1), new AbortController().signal)
    expect(shown).toEqual([message(1)])
  })
})
