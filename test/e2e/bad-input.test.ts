import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRoot, NOBODY, nobodyCanRun } from './nobody.ts'
import {
  cleanUp,
  jsonLines,
  type Running,
  run,
  start,
  startLocal,
  temporaryFolder,
  until,
} from './support.ts'

const LINE = '192.168.1.100 - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'
const STREAM = 'bad-input'

let folder: string
let url: string
beforeEach(async () => {
  folder = temporaryFolder('bad')
  url = (await startLocal('--stream', `${STREAM}=1`, '--create-delay', '0s')).url
})
afterEach(cleanUp)
afterAll(cleanUp)

function words(path: string, ...more: string[]): string[] {
  const logFiles = JSON.stringify([{ path, type: 'apache' }])
  const rest = ['--log-files', logFiles, '--checkpoint-dir', join(folder, 'checkpoint')]
  return ['stream', '--stream-name', STREAM, '--endpoint-url', url, ...rest, ...more]
}

async function recordsInStream(): Promise<number> {
  const { stdout } = await run(['read', STREAM, '--endpoint-url', url, '--from', 'trim-horizon', '--json'])
  return jsonLines(stdout).length
}

/** Waits until the running process has acknowledged so many lines, then ends it and expects a clean drain. */
async function endAfter(running: Running, records: number): Promise<string> {
  await until(
    `${records} records in the stream`,
    async () => ((await recordsInStream()) === records ? true : undefined),
    running,
  )
  running.child.kill('SIGTERM')
  const { code, stderr } = await running.finished
  expect(`${stderr}\n${code}`).toMatch(/143$/)
  return stderr
}

describe('the command line', () => {
  it.each([
    ['cut short', '[{"path": "/var/log/a.log", "type": "apa', /not JSON: .*line 1, column 41/],
    ['of an unknown type', '[{"path": "/var/log/a.log", "type": "apahce"}]', /0\.type \(line 1, column 29\)/],
    [
      'with an unknown key',
      '[{"path": "/a", "type": "apache", "Format": "x"}]',
      /there is no setting "Format"/,
    ],
  ])('refuses --log-files %s with exit code 2 and says where', async (_, logFiles, message) => {
    const { code, stderr } = await run([
      'stream',
      '--stream-name',
      STREAM,
      '--endpoint-url',
      url,
      '--log-files',
      logFiles,
    ])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })

  it.each([
    [['stream', '--no-such-flag'], /no-such-flag/],
    [['strem'], /Did you mean "stream"/],
    [['stream', '--stream-name', STREAM], /--log-files/],
    [['stream', '--log-files', '[]'], /--log-files/],
    [['stream', '--log-files', '[{"path": "/a", "type": "apache"}]'], /--stream-name/],
    [['parse', '--type', 'apahce'], /apahce/],
  ])('%j ends with exit code 2 and a sentence', async (line, message) => {
    const { code, stderr } = await run(line, { env: { AWS_ENDPOINT_URL: url } })
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe('files', () => {
  it('waits for a missing file, says so, and ships it when it appears', async () => {
    const path = join(folder, 'later', 'access.log')
    const running = start(words(path))
    await until('it says that it waits', () => running.stderr().includes(path) || undefined, running)
    mkdirSync(join(folder, 'later'))
    writeFileSync(path, LINE)
    await endAfter(running, 1)
  })

  it('names an unreadable file, the user and the chmod, ships the others, and the file once it may be read', async ({
    skip,
  }) => {
    const path = join(folder, 'secret.log')
    const open = join(folder, 'open.log')
    writeFileSync(path, LINE)
    writeFileSync(open, LINE)
    chmodSync(path, 0)
    chmodSync(folder, 0o777)
    const logFiles = JSON.stringify([path, open].map((file) => ({ path: file, type: 'apache' })))
    const line = [
      'stream',
      '--stream-name',
      STREAM,
      '--endpoint-url',
      url,
      '--log-files',
      logFiles,
      '--checkpoint-dir',
      join(folder, 'checkpoint'),
    ]
    // Root may read everything: then the process runs as nobody.
    const asRoot = isRoot()
    if (asRoot && !nobodyCanRun()) {
      // No afterEach for a test that is skipped from within.
      await cleanUp()
      skip('nobody may not read the folder of this checkout, or of Node')
    }
    if (asRoot) chownSync(folder, NOBODY, NOBODY)
    const running = start(line, asRoot ? { uid: NOBODY } : {})
    await until('the fix is named', () => /chmod/.test(running.stderr()) || undefined, running)
    expect(running.stderr()).toContain(path)
    await until(
      'the readable file is shipped',
      async () => ((await recordsInStream()) === 1 ? true : undefined),
      running,
    )
    chmodSync(path, 0o644)
    await endAfter(running, 2)
  })

  it('refuses a directory with exit code 2, and says which pattern would do', async () => {
    const { code, stderr } = await run(words(folder))
    expect(code).toBe(2)
    expect(stderr).toContain(`${folder}/*.log`)
  })

  it('turns a binary file into dead letters and an empty file into nothing', async () => {
    const binary = join(folder, 'binary.log')
    const empty = join(folder, 'empty.log')
    writeFileSync(binary, Buffer.from([0, 1, 2, 255, 254, 10, 0, 0, 10]))
    writeFileSync(empty, '')
    const logFiles = JSON.stringify([binary, empty].map((file) => ({ path: file, type: 'apache' })))
    const line = [
      'stream',
      '--stream-name',
      STREAM,
      '--endpoint-url',
      url,
      '--log-files',
      logFiles,
      '--checkpoint-dir',
      join(folder, 'c'),
      '--once',
      '--json',
    ]
    const { code, stdout } = await run(line)
    expect(code).toBe(0)
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      ledger: { read: 2, sent: 0, dead_lettered: 2, in_flight: 0 },
    })
    const letters = jsonLines<{ offset: number; line_base64: string }>(
      readFileSync(join(folder, 'c', 'dead-letter.ndjson'), 'utf8'),
    )
    expect(letters.map((letter) => letter.offset)).toEqual([0, 6])
    expect(Buffer.from(letters[0]!.line_base64, 'base64')).toEqual(Buffer.from([0, 1, 2, 255, 254]))
  })

  it('never stops at a line over the limit: it is cut with a mark and the rest goes on', {
    timeout: 60_000,
  }, async () => {
    const path = join(folder, 'app.log')
    const long = `{"level":"INFO","message":"${'x'.repeat(3_000_000)}"}\n`
    writeFileSync(path, `{"message":"before"}\n${long}{"message":"after"}\n`)
    const logFiles = JSON.stringify([{ path, type: 'application' }])
    const line = [
      'stream',
      '--stream-name',
      STREAM,
      '--endpoint-url',
      url,
      '--log-files',
      logFiles,
      '--checkpoint-dir',
      join(folder, 'c'),
      '--once',
    ]
    expect((await run(line)).code).toBe(0)
    const { stdout } = await run([
      'read',
      STREAM,
      '--endpoint-url',
      url,
      '--from',
      'trim-horizon',
      '--order',
      'file',
      '--json',
    ])
    const [before, cut, after] = jsonLines(stdout)
    expect([before!['message'], after!['message']]).toEqual(['before', 'after'])
    expect(cut).toMatchObject({ truncated: true, line_bytes: long.length - 1 })
  })
})

describe('a full disk', () => {
  const mount = (place: string): boolean =>
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status === 0

  it('under the checkpoint costs a warning, holds dead letters back, and is forgotten when there is room again', async ({
    skip,
  }) => {
    const small = join(folder, 'small')
    mkdirSync(small)
    // A file system of 64 KiB: only root may make one.
    if (!mount(small)) {
      await cleanUp()
      skip('no tmpfs can be mounted here')
    }
    try {
      writeFileSync(join(small, 'fill'), Buffer.alloc(1 << 16))
      const path = join(folder, 'access.log')
      writeFileSync(path, `${LINE}no access log line\n`)
      const dir = join(small, 'checkpoint')
      const running = start(words(path).map((word) => (word === join(folder, 'checkpoint') ? dir : word)))
      await until(
        'both are said',
        () => /checkpoint cannot be saved.*dead-letter file/s.test(running.stderr()) || undefined,
        running,
      )
      rmSync(join(small, 'fill'))
      await until(
        'the letter is kept',
        () =>
          (existsSync(join(dir, 'dead-letter.ndjson')) &&
            readFileSync(join(dir, 'dead-letter.ndjson'), 'utf8').includes('no access log line')) ||
          undefined,
        running,
      )
      expect(await endAfter(running, 1)).toContain('again')
      expect(existsSync(join(dir, 'checkpoint.json'))).toBe(true)
    } finally {
      // Lazily: where the test failed the process is still there, and is ended after this.
      spawnSync('umount', ['-l', small])
    }
  })
})

describe('the stream and the endpoint', () => {
  it('offers the command when the stream does not exist, and --create-stream makes it', async () => {
    const path = join(folder, 'access.log')
    writeFileSync(path, LINE)
    const line = words(path, '--once').map((word) => (word === STREAM ? 'not-yet' : word))
    const refused = await run(line)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('kinetail streams create not-yet')
    expect((await run([...line, '--create-stream', '--shard-count', '3'])).code).toBe(0)
    const { stdout } = await run(['streams', 'describe', 'not-yet', '--endpoint-url', url, '--json'])
    expect(stdout.match(/shardId-/g)?.length).toBeGreaterThanOrEqual(3)
  })

  it('names the region in which the stream was looked for', async () => {
    const { code, stderr } = await run(words(join(folder, 'none.log'), '--region', 'ap-northeast-2'))
    expect(code).toBe(1)
    expect(stderr).toContain('ap-northeast-2')
  })

  it.each([
    ['REFUSED1', /credentials/],
    ['DENIED1', /permi/],
  ])('ends with exit code 1 when the keys are %s', async (key, message) => {
    const env = { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: 'x' }
    const { code, stderr } = await run(words(join(folder, 'none.log')), { env })
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
  })

  it('keeps trying an endpoint that does not answer, says since when, and goes on when it does', {
    timeout: 60_000,
  }, async () => {
    const port = await freePort()
    const path = join(folder, 'access.log')
    writeFileSync(path, LINE)
    const running = start(
      words(path, '--once').map((word) => (word === url ? `http://127.0.0.1:${port}` : word)),
    )
    await until(
      'it says since when',
      () => /since \d\d:\d\d:\d\d/.test(running.stderr()) || undefined,
      running,
    )
    start(['local', '--port', String(port), '--stream', `${STREAM}=1`, '--create-delay', '0s'])
    const { code, stderr } = await running.finished
    expect(`${stderr}\n${code}`).toMatch(/0$/)
  })

  it('ends at once, with the code of the signal, while it waits for an endpoint', async () => {
    const running = start(
      words(join(folder, 'none.log')).map((word) => (word === url ? `http://127.0.0.1:1` : word)),
    )
    await until('it tries', () => running.stderr().includes('keeps trying') || undefined, running)
    running.child.kill('SIGINT')
    expect((await running.finished).code).toBe(130)
  })

  it('refuses a second process on the same checkpoint folder', async () => {
    const path = join(folder, 'access.log')
    writeFileSync(path, LINE)
    const first = start(words(path))
    await until(
      'the first one ships',
      async () => ((await recordsInStream()) === 1 ? true : undefined),
      first,
    )
    const second = await run(words(path))
    expect(second.code).toBe(1)
    expect(second.stderr).toContain(String(first.child.pid))
    expect(second.stderr).toContain('--checkpoint-dir')
    appendFileSync(path, LINE)
    await endAfter(first, 2)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
