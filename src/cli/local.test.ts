import { afterAll, describe, expect, test } from 'vitest'
import { cleanUp, run, startCommand, startLocal, until } from '../../test/e2e/support.ts'
import { kinesisClient, put, shardsOf } from '../../test/support/local.ts'

afterAll(cleanUp)

describe('kinetail local', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('serves until %s, then ends with %i', async (signal, code) => {
    const { url, running } = await startLocal('--stream', 'logs=2', '--stream', 'other=1')
    const kinesis = kinesisClient(url)
    expect(await shardsOf(kinesis)).toHaveLength(2)
    expect(await shardsOf(kinesis, 'other')).toHaveLength(1)
    expect((await put(kinesis, ['x'])).FailedRecordCount).toBe(0)
    running.child.kill(signal)
    const finished = await running.finished
    expect(finished).toMatchObject({ code, signal: null })
    expect(finished.stdout).toBe(`${JSON.stringify({ url, port: Number(new URL(url).port) })}\n`)
    expect(finished.stderr).toContain('For learning and testing')
    expect(finished.stderr).toContain('Stream logs: 2 shards, ACTIVE, in us-east-1.')
  })

  test('ends by itself after --duration', async () => {
    const { code, stdout, stderr } = await run(['local', '--port', '0', '--duration', '100ms'])
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toMatch(/http:\/\/127\.0\.0\.1:\d+/)
  })

  test('has the faults that the flags name', async () => {
    const { url, running } = await startLocal('--stream', 'logs=1', '--fail-rate', '1')
    expect((await put(kinesisClient(url), ['a', 'b'])).FailedRecordCount).toBe(2)
    await until(
      'the faults are said',
      () => running.stderr().includes('Faults on: --fail-rate 1.') || undefined,
    )
    const throttled = await startLocal('--stream', 'logs=1', '--throttle', '1', '--latency', '5ms')
    const { Records } = await put(kinesisClient(throttled.url), ['a'])
    expect(Records![0]!.ErrorCode).toBe('ProvisionedThroughputExceededException')
    const unlimited = await startLocal('--stream', 'logs=1', '--no-limits', '--throttle')
    await until(
      'a bare --throttle is 0.3',
      () => unlimited.running.stderr().includes('--throttle 0.3') || undefined,
    )
  })

  test('says which port is taken, and the way out', async () => {
    const { url } = await startLocal()
    const port = new URL(url).port
    const { code, stderr } = await run(['local', '--port', port])
    expect(code).toBe(1)
    expect(stderr).toContain(`Port ${port} of 127.0.0.1 is in use`)
    expect(stderr).toContain(`--port ${Number(port) + 1}`)
  })

  test.each([
    [['--fail-rate', '1.5'], '--fail-rate "1.5" is not a probability'],
    [['--throttle', 'often'], '--throttle "often" is not a probability'],
    [['--port', '70000'], '--port "70000" is not a port'],
    [['--stream', 'logs'], '--stream "logs" is not NAME=SHARDS'],
    [['--stream', 'logs=0'], '--stream "logs=0" is not NAME=SHARDS'],
    [['--stream', 'a=1', '--stream', 'a=2'], '--stream a is given twice'],
    [['--memory', 'much'], '"much" is not a size'],
    [['--latency', 'long'], '"long" is not a duration'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await run(['local', ...words])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  test('speaks Korean', async () => {
    const { stderr } = await run(['local', '--lang', 'ko', '--port', '0', '--duration', '1ms'])
    expect(stderr).toContain('학습과 테스트용입니다')
  })
})

describe('kinetail local env', () => {
  test('prints code that every shell takes, and only code', async () => {
    const { code, stdout, stderr } = await run(['local', 'env', '--port', '4999'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('aws() { command aws --endpoint-url \'http://127.0.0.1:4999\' "$@"; }')
    for (const shell of ['sh', 'bash']) {
      const shown = 'echo "$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID $AWS_REGION"'
      const ran = await startCommand(shell, ['-c', `set -eu\n${stdout}\n${shown}`]).finished
      expect(ran).toMatchObject({ code: 0, stdout: 'http://127.0.0.1:4999 local us-east-1\n', stderr: '' })
    }
  })

  test('refuses a URL that could end the quotes', async () => {
    const { code, stderr } = await run(['local', 'env', '--endpoint-url', "http://x';rm -rf /;'"])
    expect(code).toBe(2)
    expect(stderr).toContain('is not a URL')
  })
})

test('the help tells the default port and the access keys that are refused', async () => {
  const { code, stdout } = await run(['local', '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/default:\s+4568/)
  expect(stdout).toContain('REFUSED')
})
