import { expect, it } from 'vitest'
import { KinetailError } from '../base/errors.ts'
import { mayHaveArrived } from './may-have-arrived.ts'

const caused = (code: string): Error => Object.assign(new Error(code), { code })

it.each<[string, boolean, unknown]>([
  ['an answer that never came', true, new KinetailError('network', 'no answer', { cause: new Error('x') })],
  ['a connection that was cut', true, new KinetailError('network', 'cut', { cause: caused('ECONNRESET') })],
  ['a 5xx', true, new KinetailError('service', 'HTTP 502')],
  ['nobody who listens', false, new KinetailError('network', 'x', { cause: caused('ECONNREFUSED') })],
  [
    'nobody who listens on any address',
    false,
    new KinetailError('network', 'x', { cause: new AggregateError([caused('ECONNREFUSED')]) }),
  ],
  ['an unknown name', false, new KinetailError('network', 'x', { cause: caused('ENOTFOUND') })],
  [
    'a connection that never stood',
    false,
    new KinetailError('network', 'x', { cause: caused('ERR_SOCKET_CONNECTION_TIMEOUT') }),
  ],
  ['a refusal of the whole', false, new KinetailError('throttled', 'x')],
  ['expired credentials', false, new KinetailError('credentials', 'x')],
  ['a fault of our own', false, new TypeError('x')],
])('%s: %s', (_, expected, error) => {
  expect(mayHaveArrived(error)).toBe(expected)
})
