import { homedir } from 'node:os'
import { expect, it } from 'vitest'
import { defaultCheckpointDir } from './folder.ts'

it('is one folder a stream, where the system keeps state', () => {
  expect(defaultCheckpointDir('logs', { XDG_STATE_HOME: '/state' }, 'linux')).toBe('/state/kinetail/logs')
  expect(defaultCheckpointDir('logs', {}, 'linux')).toBe(`${homedir()}/.local/state/kinetail/logs`)
  expect(defaultCheckpointDir('logs', {}, 'darwin')).toBe(
    `${homedir()}/Library/Application Support/kinetail/logs`,
  )
  expect(defaultCheckpointDir('logs', { LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/kinetail/logs')
})

it('never leaves its folder by the name of a stream', () => {
  const env = { XDG_STATE_HOME: '/state' }
  expect(defaultCheckpointDir('../../etc', env, 'linux')).toBe('/state/kinetail/.._.._etc')
  expect(defaultCheckpointDir('..', env, 'linux')).toBe('/state/kinetail/_..')
  expect(defaultCheckpointDir('', env, 'linux')).toBe('/state/kinetail/_')
  expect(defaultCheckpointDir('arn:aws:kinesis:us-east-1:1:stream/a', env, 'linux')).toBe(
    '/state/kinetail/arn_aws_kinesis_us-east-1_1_stream_a',
  )
})
