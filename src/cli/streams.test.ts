import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, type Finished, jsonLines, run } from '../../test/e2e/support.ts'
import { type Endpoint, startEndpoint } from '../local/endpoint.ts'

let endpoint: Endpoint
beforeAll(async () => {
  endpoint = await startEndpoint({ createDelayMs: 400 })
})
afterAll(async () => {
  await cleanUp()
  await endpoint.close()
})

function streams(...words: string[]): Promise<Finished> {
  return run(['streams', ...words, '--endpoint-url', endpoint.url, '--region', 'us-east-1'])
}

describe('kinetail streams', () => {
  it('takes a stream through its life', async () => {
    const created = await streams('create', 'life', '--shard-count', '2', '--wait')
    expect(created).toMatchObject({ code: 0, stdout: 'Stream life created: ACTIVE.\n' })
    expect(created.stderr).toMatch(/^waiting for life: CREATING \(0 s\)\n$/)

    expect(jsonLines((await streams('list', '--json')).stdout)).toMatchObject([
      { stream_name: 'life', status: 'ACTIVE', mode: 'PROVISIONED' },
    ])
    expect((await streams('list')).stdout).toMatch(
      /^NAME +STATUS +MODE +CREATED\nlife +ACTIVE +provisioned +\d{4}-/,
    )

    const resharded = await streams('reshard', 'life', '--shard-count', '4', '--wait', '--json')
    expect(jsonLines(resharded.stdout)).toEqual([
      { stream_name: 'life', status: 'ACTIVE', shard_count: 4, shard_count_before: 2 },
    ])
    const [described] = jsonLines<{ shards: { open: boolean; parents: string[] }[] }>(
      (await streams('describe', '--stream-name', 'life', '--json')).stdout,
    )
    expect(described).toMatchObject({ status: 'ACTIVE', open_shard_count: 4, retention_hours: 24 })
    expect(described!.shards.map(({ open }) => open)).toEqual([false, false, true, true, true, true])
    expect(described!.shards[2]!.parents).toEqual(['shardId-000000000000'])
    const { stdout } = await streams('describe', 'life')
    expect(stdout).toMatch(/^Open shards +4$/m)
    expect(stdout.match(/^shardId-\d+ +(?:open|closed) /gm)).toHaveLength(6)

    expect(await streams('delete', 'life', '--wait')).toMatchObject({
      code: 0,
      stdout: 'Stream life is gone.\n',
    })
    expect((await streams('list')).stdout).toContain('kinetail streams create')
    expect((await streams('list', '--json')).stdout).toBe('')
  })

  it('does not make a stream twice, and takes that for success on demand', async () => {
    await streams('create', 'twice', '--shard-count', '1', '--wait')
    const again = await streams('create', 'twice')
    expect(again.code).toBe(1)
    expect(again.stderr).toMatch(/ResourceInUseException/)
    const [calm] = jsonLines((await streams('create', 'twice', '--if-not-exists', '--json')).stdout)
    expect(calm).toEqual({ stream_name: 'twice', status: 'ACTIVE', shard_count: 1, created: false })
  })

  it('makes streams on demand', async () => {
    expect((await streams('create', 'demand', '--on-demand', '--wait')).code).toBe(0)
    expect((await streams('describe', 'demand')).stdout).toMatch(/^Mode +on demand$/m)
  })

  it('waits, and gives up in time', async () => {
    const made = await streams('create', 'slow', '--json')
    expect(jsonLines(made.stdout)).toMatchObject([{ stream_name: 'slow', created: true }])
    expect(await streams('wait', 'slow')).toMatchObject({
      code: 0,
      stdout: 'Stream slow is ready (ACTIVE).\n',
    })
    expect(jsonLines((await streams('wait', 'slow', '--json')).stdout)).toMatchObject([{ status: 'ACTIVE' }])
    await streams('reshard', 'slow', '--shard-count', '2')
    const impatient = await streams('create', 'slower', '--wait', '--timeout', '1ms')
    expect(impatient.code).toBe(1)
    expect(impatient.stderr).toMatch(/CREATING/)
  })

  it.each([
    ['no command', [], 2, /create, wait, describe, list, reshard, delete/],
    ['another command', ['shrink'], 2, /"streams shrink"/],
    ['no name', ['describe'], 2, /--stream-name/],
    ['no shards', ['reshard', 'a'], 2, /--shard-count/],
    ['shards that are no number', ['create', 'a', '--shard-count', 'two'], 2, /"two"/],
    ['on demand with shards', ['create', 'a', '--on-demand', '--shard-count', '2'], 2, /--on-demand/],
    ['a stream that is not there', ['describe', 'nobody'], 1, /kinetail streams create nobody/],
    ['waiting for none', ['wait', 'nobody'], 1, /nobody/],
    ['deleting none', ['delete', 'nobody'], 1, /kinetail streams list/],
  ])('says what is wrong: %s', async (_, words, code, message) => {
    const ended = await streams(...words)
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(message)
    expect(ended.stdout).toBe('')
  })
})
