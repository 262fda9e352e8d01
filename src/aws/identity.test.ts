import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { withoutAws } from '../../test/support/doctor.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { openKinesis } from './client.ts'
import { type Identity, shortKey } from './identity.ts'

afterEach(() => vi.unstubAllEnvs())

async function identity(profile?: string): Promise<Identity> {
  const options = { region: 'us-east-1', endpointUrl: 'https://kinesis.invalid' }
  const kinesis = await openKinesis(profile === undefined ? options : { ...options, profile })
  try {
    return await kinesis.identity()
  } finally {
    kinesis.close()
  }
}

it('tells what found the keys', async () => {
  const config = join(temporaryFolder(), 'config')
  const keys = {
    Version: 1,
    AccessKeyId: 'ASIAPROCESS',
    SecretAccessKey: 's',
    SessionToken: 't',
    Expiration: '2099-01-01T00:00:00Z',
  }
  writeFileSync(`${config}.json`, JSON.stringify(keys))
  writeFileSync(
    config,
    `[profile fixed]\naws_access_key_id = AKIAFIXED\naws_secret_access_key = s\n[profile made]\ncredential_process = cat ${config}.json\n`,
  )
  withoutAws({ AWS_CONFIG_FILE: config })
  expect(await identity('fixed')).toMatchObject({
    accessKeyId: 'AKIAFIXED',
    source: 'profile',
    temporary: false,
  })
  expect(await identity('made')).toMatchObject({
    accessKeyId: 'ASIAPROCESS',
    source: 'process',
    temporary: true,
    expiration: new Date('2099-01-01T00:00:00Z'),
  })
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENV')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's')
  expect(await identity()).toMatchObject({
    accessKeyId: 'AKIAENV',
    source: 'environment',
    expiration: undefined,
  })
})

it('where there is none, is refused with the ways to one', async () => {
  withoutAws()
  await expect(identity()).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringContaining('aws configure'),
  })
})

it("never lets the embedded endpoint's keys go elsewhere", async () => {
  withoutAws({ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' })
  await expect(identity()).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringContaining('nothing was sent'),
  })
})

it('says where requests would go, without keys', async () => {
  withoutAws()
  const kinesis = await openKinesis({ region: 'eu-west-1' })
  const { hostname, protocol } = await kinesis.destination('ListShards', { StreamName: 'logs' })
  kinesis.close()
  expect({ hostname, protocol }).toEqual({ hostname: 'kinesis.eu-west-1.amazonaws.com', protocol: 'https:' })
})

it('shortens keys for people', () => {
  expect(['AKIAIOSFODNN7EXAMPLE', 'local'].map(shortKey)).toEqual(['AKIA…MPLE', 'local'])
})
