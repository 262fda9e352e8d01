import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { contextOf } from '../../../test/support/doctor.ts'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { takeLock } from '../../checkpoint/lock.ts'
import { openStore } from '../../checkpoint/store.ts'
import type { Check } from '../check.ts'
import type { Found } from '../finding.ts'
import { capacity, judge } from './capacity.ts'
import { checkpoint } from './checkpoint.ts'
import { deadLetter } from './dead-letter.ts'
import { judge as judgeDisk } from './disk.ts'
import { files } from './files.ts'
import { judgeOpenFiles, judgeWatches, limits } from './limits.ts'
import { judge as judgeNode } from './node.ts'

let dir: string
beforeEach(() => {
  dir = temporaryFolder()
})

const NGINX = '192.0.2.7 - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n'
const JSON_LINE = '{"level":"INFO","message":"m"}\n'

async function found(check: Check, flags: Readonly<Record<string, unknown>>): Promise<readonly Found[]> {
  return check.run(await contextOf({ local: true, ...flags }))
}

function input(path: string, type = 'nginx'): { log_files: object[] } {
  return { log_files: [{ path, type }] }
}

/** Root may do everything, so the test goes on as nobody (uid 65534), to whom these belong. */
function asNobody(...paths: string[]): void {
  if (process.geteuid?.() !== 0) return
  for (const path of paths) chownSync(path, 65534, 65534)
  process.seteuid!(65534)
  onTestFinished(() => process.seteuid!(0))
}

describe('files', () => {
  it('closed to this user: the command that lets in, of the file or the folder on the way', async () => {
    const path = join(dir, "it's.log")
    const closed = join(dir, 'closed')
    mkdirSync(closed)
    writeFileSync(path, NGINX)
    writeFileSync(join(closed, 'a.log'), NGINX)
    chmodSync(path, 0)
    chmodSync(closed, 0)
    asNobody(dir, path, closed)
    const user = userInfo().username
    const [file] = await found(files, input(path))
    expect(file).toMatchObject({ status: 'failed', cause: `User "${user}" is not permitted to.` })
    expect(file!.fix).toContain(`setfacl -m u:${user}:r '${dir}/it'\\''s.log'`)
    const [below] = await found(files, input(join(closed, 'a.log')))
    expect(below!.fix).toContain(`chmod o+x ${closed}`)
    const [folder] = await found(files, input(join(closed, '*.log')))
    expect(folder!.fix).toContain(`setfacl -m u:${user}:rx ${closed}`)
    const [mixed, others] = await found(files, input(join(dir, '*.log')))
    expect([mixed!.status, others]).toEqual(['failed', undefined])
  })

  it.runIf(process.geteuid?.() === 0)(
    'closed but to a group: the group that lasts through rotation',
    async () => {
      // adm has the logs of Debian and its kin; group 4 there and nearly everywhere.
      const name = readFileSync('/etc/group', 'utf8')
        .split('\n')
        .find((line) => line.split(':')[2] === '4')
      const path = join(dir, 'access.log')
      writeFileSync(path, NGINX, { mode: 0o640 })
      chownSync(path, 0, 4)
      asNobody(dir)
      const [file] = await found(files, input(path))
      const user = userInfo().username
      expect(file!.fix).toContain(`usermod -aG ${name!.split(':')[0]} ${user}`)
      expect(file!.fix).toContain(`setfacl -d -m u:${user}:r ${dir}`)
    },
  )

  it('that are not there, or no files', async () => {
    mkdirSync(join(dir, 'folder'))
    const told = await Promise.all(
      ['later.log', 'none/later.log', 'folder', '*.log', 'none/*.log'].map((name) =>
        found(files, input(join(dir, name))),
      ),
    )
    expect(told.map(([one]) => one!.status)).toEqual(['warning', 'failed', 'failed', 'warning', 'warning'])
    expect(told[2]![0]!.fix).toBe(`${dir}/folder/*.log`)
    const [written] = await found(files, { ...input(join(dir, 'none', 'x.log')), generate_test_logs: true })
    expect(written!.status).toBe('ok')
  })

  it.each([
    ['in the format that was said', 'nginx', NGINX, 'ok', undefined],
    ['compressed', 'nginx', gzipSync(NGINX.repeat(20)), 'ok', undefined],
    ['found by their lines', 'auto', JSON_LINE.repeat(20), 'ok', undefined],
    ['with a line in twenty spoilt', 'nginx', `${NGINX.repeat(19)}spoilt\n`, 'ok', undefined],
    ['with half the lines spoilt', 'nginx', `${NGINX}spoilt\n`, 'warning', 'kinetail explain --type nginx'],
    ['in another format', 'nginx', JSON_LINE.repeat(20), 'failed', 'set "type": "application"'],
    ['kept as text for no reason', 'application', NGINX.repeat(20), 'warning', 'set "type": '],
    ['empty', 'nginx', '', 'ok', undefined],
  ])('%s', async (_, type, content, status, fix) => {
    const path = join(dir, 'x.log')
    writeFileSync(path, content)
    const [one] = await found(files, input(path, type))
    expect(one!.status).toBe(status)
    if (fix === undefined) expect(one!.fix).toBeUndefined()
    else expect(one!.fix).toContain(fix)
  })

  it('of a format that is none are not looked at', async () => {
    const told = await found(files, {
      log_files: [{ path: join(dir, 'x.log'), type: 'regex', pattern: '(' }],
    })
    expect(told).toMatchObject([{ status: 'failed' }])
  })

  it('of a pattern are one finding, and each trouble one more', async () => {
    for (let i = 0; i < 8; i++) writeFileSync(join(dir, `${i}.log`), NGINX)
    const all = await found(files, input(join(dir, '*.log')))
    expect(all).toHaveLength(1)
    expect(all[0]!.facts).toMatchObject({ matches: 8, readable: 8, bytes: 8 * NGINX.length })
  })
})

describe('the checkpoint folder', () => {
  it('that is missing can be made, that is a file cannot, and that is closed has its fix', async () => {
    const path = join(dir, 'file')
    writeFileSync(path, '')
    const closed = join(dir, 'closed')
    mkdirSync(closed, { mode: 0o500 })
    asNobody(dir, closed)
    const statuses: string[] = []
    for (const checkpoint_dir of [
      join(dir, 'a', 'b'),
      path,
      join(path, 'below'),
      closed,
      join(closed, 'a'),
    ]) {
      const [one] = await found(checkpoint, { checkpoint_dir })
      statuses.push(one!.status)
      if (checkpoint_dir.startsWith(closed))
        expect(one!.fix).toBe(`sudo install -d -o ${userInfo().username} -m 700 ${checkpoint_dir}`)
    }
    expect(statuses).toEqual(['ok', 'failed', 'failed', 'failed', 'failed'])
    const [below] = await found(checkpoint, { checkpoint_dir: join(closed, 'a') })
    expect(below!.cause).toContain(`the folder ${closed} is closed to it.`)
    expect(readdirSync(dir).sort()).toEqual(['closed', 'file'])
  })

  it('tells of its documents', async () => {
    const store = await openStore({ dir, warn: () => {} })
    await store.close()
    writeFileSync(join(dir, 'checkpoint.json'), '{"format":"kinetail-checkpoint","version":2,"sha')
    const [one] = await found(checkpoint, { checkpoint_dir: dir })
    expect(one).toMatchObject({ status: 'warning', facts: { generations: 0 } })
    expect(one!.cause).toContain('is damaged')
    writeFileSync(join(dir, 'checkpoint.json'), '{"format":"kinetail-checkpoint","version":9,')
    expect((await found(checkpoint, { checkpoint_dir: dir }))[0]!.cause).toContain('newer kinetail')
  })

  it('names who holds it, and whose lock was left behind', async () => {
    const lock = takeLock(dir)
    const [held] = await found(checkpoint, { checkpoint_dir: dir })
    expect(held).toMatchObject({ status: 'warning', facts: { lock: 'live', pid: process.pid } })
    lock.release()
    const killed = spawn('sleep', ['60'], { stdio: 'ignore' })
    const written = { pid: killed.pid, started: '', host: hostname() }
    writeFileSync(join(dir, 'lock'), JSON.stringify(written))
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const [left, rest] = await found(checkpoint, { checkpoint_dir: dir })
    expect(left).toMatchObject({ status: 'warning', facts: { lock: 'stale', pid: killed.pid } })
    expect(left!.fix).toContain(`rm ${join(dir, 'lock')}`)
    expect(rest!.status).toBe('ok')
    expect(readdirSync(dir)).toEqual(['lock'])
  })
})

it('tells whether dead letters can be kept', async () => {
  const closed = join(dir, 'closed.ndjson')
  writeFileSync(closed, 'letters\n', { mode: 0o400 })
  asNobody(dir, closed)
  const told: Found[] = []
  for (const dead_letter of [join(dir, 'new.ndjson'), dir, closed, join(closed, 'x')])
    told.push(...(await found(deadLetter, { checkpoint_dir: dir, dead_letter })))
  expect(told.map(({ status }) => status)).toEqual(['ok', 'failed', 'failed', 'failed'])
  expect(told[2]!.fix).toContain(`:w ${closed}`)
  expect(readdirSync(dir)).toEqual(['closed.ndjson'])
})

describe('capacity', () => {
  it('is measured by what is written meanwhile', async () => {
    const path = join(dir, 'x.log')
    writeFileSync(path, NGINX)
    const context = await contextOf({ local: true, stream_name: 'logs', ...input(path) }, {}, 50)
    await files.run(context)
    context.seen.stream = {
      name: 'logs',
      arn: '',
      status: 'ACTIVE',
      mode: 'PROVISIONED',
      openShards: 1,
      recordBytes: 1024 ** 2,
      retentionHours: 24,
      ownKeys: true,
    }
    appendFileSync(path, NGINX.repeat(50_000))
    const [one] = await capacity.run(context)
    expect(one!.status).toBe('failed')
    expect(one!.facts['records_per_second']).toBeGreaterThan(1000)
    // A record says more than its line: the keys.
    expect(Number(one!.facts['bytes_per_second'])).toBeGreaterThan(
      Number(one!.facts['records_per_second']) * NGINX.length,
    )
    expect(one!.fix).toMatch(/^kinetail streams reshard logs --shard-count 2 --wait && .*--shard-count 4 /)
  })

  const load = {
    stream: 'logs',
    total: { lines: 3000, bytes: 1024 ** 2 },
    fastest: { lines: 3000, bytes: 1024 ** 2 },
    span: 2000,
    open: 2,
    onDemand: false,
    packed: false,
    compressed: false,
    keys: 'auto',
  }
  it.each([
    ['records', {}, 'failed', 4],
    ['enough shards', { open: 4 }, 'ok', 4],
    ['nearly too few', { open: 3 }, 'warning', 4],
    ['bytes before compression', { open: 1, packed: true, compressed: true }, 'warning', 2],
    ['bytes alone, packed', { packed: true }, 'ok', 2],
    ['on demand', { onDemand: true }, 'ok', 4],
    ['a key for all', { open: 8, keys: 'host' }, 'failed', 4],
    ['a key for each file', { open: 8, keys: 'file', fastest: { lines: 900, bytes: 1 } }, 'warning', 4],
    ['a stream that nobody knows', { open: undefined }, 'skipped', 4],
  ])('%s', (_, change, status, shards) => {
    const one = judge({ ...load, ...change })
    expect(one).toMatchObject({ status, facts: { shards_needed: shards } })
  })
})

it('judges room on the disk', () => {
  const told = [
    judgeDisk('/x', 1e12, 1e6),
    judgeDisk('/x', 50e6, undefined),
    judgeDisk('/x', 1e6, 1e6),
    judgeDisk('/x', 1e12, 0),
  ]
  expect(told.map(({ status }) => status)).toEqual(['ok', 'warning', 'failed', 'failed'])
})

it('judges the version of Node', () => {
  expect(
    ['20.19.0', '22.1.0', '20.18.3', '18.20.1'].map((version) => judgeNode(version, '/node').status),
  ).toEqual(['ok', 'ok', 'failed', 'failed'])
})

it.each([
  [judgeWatches(1000, 128, 10, undefined), 'ok', undefined],
  [judgeWatches(10, 128, 1000, undefined), 'warning', 'fs.inotify.max_user_watches=2000'],
  [judgeWatches(1000, 128, 10, 'EMFILE'), 'warning', 'fs.inotify.max_user_instances=1024'],
  [judgeWatches(8192, 128, 10, 'ENOSPC'), 'warning', 'fs.inotify.max_user_watches=16384'],
  [judgeWatches(1000, 128, 10, 'EACCES'), 'ok', undefined],
  [judgeOpenFiles(256, 1128, 1000), 'warning', 'LimitNOFILE=2256'],
  [judgeOpenFiles(Number.MAX_SAFE_INTEGER, 1128, 1000), 'ok', undefined],
])('judges limits: %j', ({ status, fix }, expected, told) => {
  expect(status).toBe(expected)
  if (told === undefined) expect(fix).toBeUndefined()
  else expect(fix).toContain(told)
})

it.runIf(process.platform === 'linux')('tells the limits of the system', async () => {
  const told = await found(limits, {})
  expect(told.map(({ status }) => status)).toEqual(['ok', 'ok'])
  expect(told[0]!.facts['max_user_watches']).toBeGreaterThan(0)
  expect(told[1]!.facts['max_open_files']).toBeGreaterThan(0)
})
