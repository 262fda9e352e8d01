import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { KinetailError } from '../base/errors.ts'
import { eventRules, type MultilineSpec } from '../format/multiline/multiline.ts'
import { FLAG_DEFAULTS } from './flags.ts'
import { loadSettings, parseLogFiles } from './load.ts'
import { multilineOfInput } from './multiline-of.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function failure(action: () => Promise<unknown>): Promise<KinetailError> {
  try {
    await action()
  } catch (error) {
    expect(error).toBeInstanceOf(KinetailError)
    return error as KinetailError
  }
  throw new Error('nothing was thrown')
}

describe('loadSettings', () => {
  it('has CBOR for the own sender only', async () => {
    const error = await failure(() => loadSettings({ wire: 'cbor' }, { KINETAIL_SENDER: 'sdk' }))
    expect(error).toMatchObject({
      code: 'config',
      message: expect.stringContaining('cbor is for the sender own'),
    })
    expect((await loadSettings({ wire: 'cbor' }, {})).settings).toMatchObject({ wire: 'cbor', sender: 'own' })
  })

  it('lets flags beat the environment, the environment beat the file, the file beat defaults', async () => {
    const path = file(
      'order.yaml',
      'batch_size: 100\nqueue_maxsize: 200\nshard_count: 3\nstream_name: from-file\n',
    )
    const { settings, origins } = await loadSettings(
      { batch_size: '400' },
      { KINETAIL_BATCH_SIZE: '300', KINETAIL_QUEUE_MAXSIZE: '250', KINETAIL_STREAM_NAME: '' },
      path,
    )
    expect(settings).toMatchObject({
      batch_size: 400,
      queue_maxsize: 250,
      shard_count: 3,
      stream_name: 'from-file',
    })
    expect(settings.batch_timeout).toBe(5_000)
    expect(origins).toMatchObject({
      batch_size: 'flag',
      queue_maxsize: 'environment',
      shard_count: 'file',
      batch_timeout: 'default',
    })
  })

  it('takes the tuning values of the lab guide as they are written there', async () => {
    const { settings } = await loadSettings(
      { batch_size: '500', batch_timeout: '5', queue_maxsize: '1000', parse_workers: '4' },
      {},
    )
    expect(settings).toMatchObject({
      batch_size: 500,
      batch_timeout: 5_000,
      queue_maxsize: 1000,
      parse_workers: 4,
    })
  })

  it.each([
    ['duration', '25d'],
    ['shutdown_timeout', '30d'],
    ['batch_timeout', '600h'],
    ['stats_interval', '0s'],
  ])('refuses %s %s: no timer waits so long, or it would never rest', async (name, value) => {
    const error = await failure(() => loadSettings({ [name]: value }, {}))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(`"${value}" is out of range`)
  })

  it('takes what adaptive batching aims at, from flag, environment or file', async () => {
    const path = file('goals.yaml', 'target_latency: 500ms\ntarget_errors: 2\n')
    expect((await loadSettings({}, {}, path)).settings).toMatchObject({
      target_latency: 500,
      target_errors: 0.02,
    })
    const env = { KINETAIL_TARGET_LATENCY: '1s' }
    const { settings } = await loadSettings({ target_errors: '0.5%' }, env, path)
    expect(settings).toMatchObject({ target_latency: 1000, target_errors: 0.005 })
    expect((await loadSettings({}, {})).settings).toMatchObject({ adaptive: true })
    expect((await loadSettings({}, {})).settings).not.toHaveProperty('target_latency')
  })

  it.each(['-1', '101%', 'few', '1 in 10'])('refuses a part of errors of %s', async (value) => {
    const error = await failure(() => loadSettings({ target_errors: value }, {}))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(`"${value}" is not a percentage`)
  })

  it.each(['target_latency', 'target_errors'])('refuses %s where nothing adapts', async (goal) => {
    const error = await failure(() => loadSettings({ [goal]: '1', adaptive: 'false' }, {}))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(`${goal}: ${goal} is what adaptive batching aims at`)
  })

  it('tells in help texts the defaults that are in force', async () => {
    const { settings } = await loadSettings({}, {})
    expect((await loadSettings(FLAG_DEFAULTS, {})).settings).toEqual(settings)
  })

  it('packs lines where they are to be compressed, and lets more of them wait', async () => {
    expect((await loadSettings({}, {})).settings).toMatchObject({ pack: 'single', queue_maxsize: 1000 })
    const packed = { pack: 'lines', queue_maxsize: 10_000 }
    expect((await loadSettings({ pack: 'lines' }, {})).settings).toMatchObject(packed)
    expect((await loadSettings({ compress: 'gzip' }, {})).settings).toMatchObject({
      ...packed,
      compress: 'gzip',
    })
    expect((await loadSettings({ pacing: 'false' }, {})).settings.queue_maxsize).toBe(4000)
    expect((await loadSettings({ pack: 'kpl', queue_maxsize: '50' }, {})).settings.queue_maxsize).toBe(50)
  })

  it.each(['single', 'kpl'])('compresses lines, not --pack %s', async (pack) => {
    const error = await failure(() => loadSettings({ pack, compress: 'zstd' }, {}))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(`compress: --compress zstd compresses packed lines, and --pack ${pack}`)
    expect(error.message).toContain('use --pack lines')
  })

  it('names every wrong value of a file with its line and column', async () => {
    const path = file(
      'wrong.yaml',
      'stream_name: demo\nbatch_size: 501\nlog_files:\n  - path: /a\n    type: apahce\nbatch-timeout: 5s\n',
    )
    const error = await failure(() => loadSettings({}, {}, path))
    expect(error.exitCode).toBe(2)
    expect(error.message).toContain(
      'batch_size (line 2, column 1): "501" is not a whole number from 1 to 500.',
    )
    expect(error.message).toMatch(
      /log_files\.0\.type \(line 5, column 5\): "apahce" cannot be used here: give one of apache, nginx, application, /,
    )
    expect(error.message).toContain(
      'batch-timeout (line 6, column 1): there is no setting "batch-timeout". Did you mean "batch_timeout"?',
    )
  })

  it('says where a file is not YAML', async () => {
    const error = await failure(() =>
      loadSettings({}, {}, file('broken.yaml', 'stream_name: a\nlog_files: [{path: x\n')),
    )
    expect(error.message).toMatch(/is not YAML or JSON, at line \d+, column \d+/)
  })

  it('says that a file is missing', async () => {
    expect((await failure(() => loadSettings({}, {}, join(folder, 'none.yaml')))).message).toContain(
      'none.yaml cannot be read',
    )
  })
})

describe('parseLogFiles', () => {
  const guide = `[
    {
        "path": "/tmp/streaming-logs/apache/access.log",
        "type": "apache"
    },
    {
        "path": "/tmp/streaming-logs/application/app.log",
        "type": "application"
    }
]`

  it('reads the JSON of the guide, from the flag and from a file', async () => {
    const expected = [
      { path: '/tmp/streaming-logs/apache/access.log', type: 'apache' },
      { path: '/tmp/streaming-logs/application/app.log', type: 'application' },
    ]
    expect(await parseLogFiles(guide)).toEqual(expected)
    expect(await parseLogFiles(`@${file('log-files.json', guide)}`)).toEqual(expected)
  })

  it('reads how lines are joined, and means the same each time it is checked', async () => {
    const written = JSON.stringify([
      { path: '/a', type: 'application', multiline: 'java' },
      { path: '/b', multiline: { pattern: '^\\[', match: 'start', flush: '500ms', max_lines: 100 } },
      { path: '/c', multiline: false },
    ])
    const once = await parseLogFiles(written)
    expect(once.map(({ multiline }) => multiline)).toEqual([
      { preset: 'java' },
      { pattern: '^\\[', match: 'start', flush: '500ms', max_lines: 100 },
      false,
    ])
    const { settings } = await loadSettings({ log_files: written }, {})
    expect(settings.log_files).toEqual(once)
    const rules = eventRules(settings.log_files![1]!.multiline as MultilineSpec)
    expect(rules).toMatchObject({ flushMs: 500, maxLines: 100 })
  })

  it('joins lines of all log files that do not say how, but for those of which each line is an event', async () => {
    const inputs = [
      { path: '/a', type: 'apache' },
      { path: '/b', type: 'application' },
      { path: '/c', type: 'application', multiline: false },
      { path: '/d', type: 'application', multiline: 'go' },
      { path: '/e' },
    ]
    const { settings } = await loadSettings(
      { log_files: JSON.stringify(inputs), multiline_preset: 'java', multiline_flush: '2s' },
      {},
    )
    const all = { preset: 'java', flush: '2000ms' }
    expect(settings.log_files!.map((input) => multilineOfInput(input, settings))).toEqual([
      undefined,
      all,
      undefined,
      { preset: 'go' },
      all,
    ])
  })

  it.each([
    ['"cobol"', /0\.multiline/],
    ['{"match": "start"}', /no pattern/],
    ['{"pattern": "("}', /0\.multiline/],
    ['{"preset": "java", "flush": "soon"}', /soon/],
    ['{"preset": "java", "flush": "1ms"}', /1ms/],
    ['{"preset": "java", "max_lines": 0}', /1/],
    ['{"preset": "java", "lines": 5}', /lines/],
    ['true', /0\.multiline/],
  ])('refuses %s as a way to join lines, with the place', async (multiline, words) => {
    const error = await failure(() => parseLogFiles(`[{"path": "/a", "multiline": ${multiline}}]`))
    expect(error.exitCode).toBe(2)
    expect(error.message).toMatch(words)
  })

  it('says where an unknown type stands', async () => {
    const error = await failure(() => parseLogFiles(guide.replace('"application"', '"aplication"')))
    expect(error.exitCode).toBe(2)
    expect(error.message).toMatch(/1\.type \(line 8, column 9\)/)
  })

  it('says where the text ends, wherever it is cut short', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: guide.length - 1 }), async (length) => {
        const cut = guide.slice(0, length)
        const error = await failure(() => parseLogFiles(cut))
        expect(error.exitCode).toBe(2)
        const [, line, column] = /line (\d+), column (\d+)/.exec(error.message)!
        expect(Number(line)).toBeLessThanOrEqual(cut.split('\n').length)
        expect(Number(column)).toBeLessThanOrEqual(Math.max(...cut.split('\n').map((row) => row.length)) + 1)
      }),
    )
  })

  it('points at the character that does not belong', async () => {
    const error = await failure(() => parseLogFiles('[{"path": "/a", type: "apache"}]'))
    expect(error.message).toContain('unexpected "t" at line 1, column 17')
    expect(error.message.split('\n')[2]!.indexOf('^')).toBe(4 + 16)
  })
})
