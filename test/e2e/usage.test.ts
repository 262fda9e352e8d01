import { afterAll, describe, expect, it } from 'vitest'
import { cleanUp, root, run } from './support.ts'

afterAll(cleanUp)

describe('wrong usage: exit code 2, nothing on standard output, the fix on standard error', () => {
  const log = '[{"path": "x.log", "type": "apache"}]'
  it.each([
    [['strem'], 'Did you mean "stream"?'],
    [['--lang', 'fr'], '--lang "fr" cannot be used: give one of en, ko.'],
    [['--lang'], '--lang needs a value.'],
    [['read', 'x', '--regoin', 'y'], 'Did you mean --region? `kinetail read --help` tells the options'],
    [['read', 'x', '--order', 'up'], '--order "up" cannot be used: give one of arrival, file.'],
    [['stream', 'one', '--stream-name', 'two', '--log-files', log], 'Two streams are named'],
    [
      ['stream', 'one', '--log-files', '[{"path": "x.log", "type": "aoto"}]'],
      '"aoto" cannot be used here: give one of apache, nginx, application, ',
    ],
    [['stream', 'one', '--log-files', '[]'], 'the list is empty'],
    [['stream', 'one', '--log-files', log, '--start', 'mid'], 'give one of end, beginning, checkpoint.'],
    [['config'], '`kinetail config` takes check, print, schema.'],
    [['config', 'chekc'], 'There is no command "config chekc"'],
    [['config', 'check', '/no/such/file'], 'there is no such file (ENOENT)'],
    [['--lang', 'ko', 'streams', 'list', 'x'], '옵션만 받습니다'],
  ])('kinetail %j', async (words, told) => {
    const { code, stdout, stderr } = await run(words)
    expect(stderr).toContain(told)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('names the way to credentials where there are none, exit code 1', async () => {
    const { code, stderr } = await run([
      'streams',
      'list',
      '--region',
      'us-east-1',
      '--endpoint-url',
      'http://kinesis.invalid',
    ])
    expect(stderr).toContain('There are no credentials')
    expect(stderr).toContain('kinetail local env')
    expect(code).toBe(1)
  })
})

describe('an endpoint that is not there', () => {
  it.each([
    ['en', 'start `kinetail local`'],
    ['ko', '실행하거나 실행 중인 포트'],
  ])('is named with what was forgotten (%s), exit code 1', async (language, told) => {
    const words = ['streams', 'list', '--region', 'us-east-1', '--endpoint-url', 'http://127.0.0.1:9']
    const { code, stdout, stderr } = await run([...words, '--lang', language])
    expect(stderr).toContain(told)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })
})

describe('help', () => {
  it.each([
    'stream',
    'demo',
    'parse',
    'read',
    'streams',
    'metrics',
    'generate',
    'local',
    'formats',
    'config',
  ])(
    'kinetail help %s is its --help, with examples; in Korean no word of commander is left',
    async (name) => {
      const asked = await run(['help', name])
      expect(asked).toEqual(await run([name, '--help']))
      expect(asked.code).toBe(0)
      expect(asked.stdout).toMatch(/\$ .*kinetail/)
      const korean = (await run(['--lang', 'ko', name, '--help'])).stdout
      expect(korean).not.toMatch(
        /Usage:|Options:|Commands:|Arguments:|\[options\]|\[command\]|default:|display help/,
      )
      for (const told of [asked.stdout, korean]) expect(told).not.toMatch(/\((?:default|기본값): \)/)
    },
  )
})

describe('kinetail config', () => {
  it('prints the value last: log files are long', async () => {
    const { stdout } = await run(['config', 'print', 'examples/kinetail.yaml'], { cwd: root })
    expect(stdout).toMatch(/^setting +from +value\nstream_name +file +"log-streaming-demo"\n/)
  })

  it('prints the schema on one line with --json', async () => {
    const { stdout } = await run(['config', 'schema', '--json'])
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1)
    expect(JSON.parse(stdout)).toMatchObject({ title: 'kinetail', type: 'object' })
  })
})
