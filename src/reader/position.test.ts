import { describe, expect, it } from 'vitest'
import { KinetailError } from '../base/errors.ts'
import { iteratorInput, parsePosition } from './position.ts'

const NOW = Date.parse('2024-06-01T12:00:00Z')
const at = (written: string): unknown => parsePosition(written, NOW)

describe('where reading begins', () => {
  it.each([
    ['trim-horizon', { at: 'trim-horizon' }],
    ['TRIM_HORIZON', { at: 'trim-horizon' }],
    ['latest', { at: 'latest' }],
    ['LATEST', { at: 'latest' }],
    ['10m', { at: 'time', time: NOW - 600_000 }],
    ['1.5h', { at: 'time', time: NOW - 5_400_000 }],
    ['2024-01-15T10:30:45Z', { at: 'time', time: Date.parse('2024-01-15T10:30:45Z') }],
    ['2024-01-15T10:30:45.250+09:00', { at: 'time', time: Date.parse('2024-01-15T01:30:45.250Z') }],
    ['2024-01-15 10:30', { at: 'time', time: new Date(2024, 0, 15, 10, 30).getTime() }],
    ['2024-01-15', { at: 'time', time: new Date(2024, 0, 15).getTime() }],
    ['1705314645', { at: 'time', time: 1705314645000 }],
    ['1705314645.5', { at: 'time', time: 1705314645500 }],
  ])('%s', (written, position) => {
    expect(at(written)).toEqual(position)
  })

  it.each(['', 'yesterday', '10', '2024-13-01', '2024-01-15T25:00:00Z', '10 parsecs', '-5m', '2024'])(
    'refuses %j as wrong usage',
    (written) => {
      expect(() => at(written)).toThrow(expect.objectContaining({ code: 'usage' }) as KinetailError)
    },
  )

  it('refuses what is to come', () => {
    expect(() => at('2024-06-01T12:00:01Z')).toThrow(KinetailError)
  })

  it('has the words of GetShardIterator', () => {
    expect(iteratorInput({ at: 'trim-horizon' })).toEqual({ ShardIteratorType: 'TRIM_HORIZON' })
    expect(iteratorInput({ at: 'time', time: NOW })).toEqual({
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: new Date(NOW),
    })
    expect(iteratorInput({ at: 'after', sequenceNumber: '49' })).toEqual({
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      StartingSequenceNumber: '49',
    })
  })
})
