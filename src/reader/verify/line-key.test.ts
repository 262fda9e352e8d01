import { expect, it } from 'vitest'
import { lineKeys } from './line-key.ts'

const access = Buffer.from('{"ip_address":"10.0.0.1","request_id":"r","log_type":"nginx_access"}')
const application = Buffer.from('{"ip_address":"10.0.0.1","request_id":"r","log_type":"application"}')
const bare = Buffer.from('{"log_type":"application_text"}')

it.each([
  ['auto', ['10.0.0.1', 'r', 'g']],
  ['file', ['g', 'g', 'g']],
  ['host', ['', '', '']],
  ['field:log_type', ['nginx_access', 'application', 'application_text']],
])('%s', (mode, keys) => {
  const keyOf = lineKeys(mode)
  expect([access, application, bare].map((data) => keyOf(data, 'g'))).toEqual(keys)
  expect(keyOf(Buffer.from('no JSON'), 'g')).toBe(mode === 'host' ? '' : 'g')
})

it('random: no two lines have to keep an order', () => {
  const keyOf = lineKeys('random')
  expect(keyOf(access, 'g')).not.toBe(keyOf(access, 'g'))
})
