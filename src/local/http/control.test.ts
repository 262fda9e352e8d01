import { describe, expect, test } from 'vitest'
import { iterator, openStream, put, readAll } from '../../../test/support/local.ts'
import { until } from '../../../test/support/until.ts'

async function ask(
  url: string,
  change?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const init = change === undefined ? {} : { method: 'PUT', body: JSON.stringify(change) }
  const response = await fetch(`${url}/faults`, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('faults while the endpoint runs', () => {
  test('are told and changed by the names of the flags', async () => {
    const { endpoint, kinesis } = await openStream(1)
    expect((await ask(endpoint.url)).body).toEqual({
      'fail-rate': 0,
      throttle: 0,
      'http-500': 0,
      reset: 0,
      hang: 0,
      latency: '0ms',
      'clock-ahead': '0ms',
    })
    const changed = await ask(endpoint.url, { 'fail-rate': 1, latency: '5ms' })
    expect(changed).toMatchObject({ status: 200, body: { 'fail-rate': 1, latency: '5ms', reset: 0 } })
    expect((await put(kinesis, ['a', 'b'])).FailedRecordCount).toBe(2)
    await ask(endpoint.url, { 'fail-rate': 0 })
    expect((await put(kinesis, ['a', 'b'])).FailedRecordCount).toBe(0)
  })

  test.each([
    [{ throttle: 2 }, '--throttle "2" is not a probability'],
    [{ nonsense: 1 }, 'no fault "nonsense"'],
    [{ reset: 0.5, latency: 'long' }, '"long" is not a duration'],
    [[], undefined],
  ])('%j changes nothing that it does not understand', async (change, message) => {
    const { endpoint } = await openStream(0)
    const { status, body } = await ask(endpoint.url, change)
    expect(status).toBe(message === undefined ? 200 : 400)
    if (message !== undefined) expect(body['error']).toContain(message)
    expect(endpoint.faults).toMatchObject({ throttleRate: 0, resetRate: 0, latencyMs: 0 })
  })

  test('--hang carries out and never answers', async () => {
    const chances = [0.1]
    const random = (): number => chances.shift() ?? 0.9
    const { endpoint, kinesis } = await openStream(1, { faults: { hangRate: 0.5 }, random })
    let answered = false
    const call = put(kinesis, ['kept']).then(
      () => (answered = true),
      () => {},
    )
    // Answers to later calls are there, that to the first one is not.
    await until(
      async () => (await readAll(kinesis, await iterator(kinesis))).includes('kept'),
      () => 'the record',
    )
    expect(answered).toBe(false)
    kinesis.destroy()
    await endpoint.close()
    await call
  })

  test('shut: connections are refused, then all that was stored is there again', async () => {
    const { endpoint, kinesis } = await openStream(1)
    await put(kinesis, ['before'])
    expect((await ask(endpoint.url, { shut: '300ms' })).status).toBe(200)
    let refused = 0
    await until(
      async () => {
        const failed = await put(kinesis, ['during']).then(
          () => false,
          () => true,
        )
        if (failed) refused++
        return refused > 0 && !failed
      },
      () => 'the port to open again',
    )
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual(['before', 'during'])
  })
})
