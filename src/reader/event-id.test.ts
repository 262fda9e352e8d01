import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventIdOf } from './event-id.ts'

const id = (text: string): ReturnType<typeof eventIdOf> => eventIdOf(Buffer.from(text))
const G = '0123456789abcdef'

describe('the event id of a record', () => {
  it('is read from the end of a record as kinetail writes it', () => {
    expect(id(`{"a":1,"host":"h","event_id":"${G}:0"}`)).toEqual({ generation: G, offset: 0 })
    expect(id(`{"event_id":"${G}:123456789012345"}`)).toEqual({ generation: G, offset: 123456789012345 })
  })

  it('is found wherever the key stands, with any spaces', () => {
    expect(id(`{ "event_id" : "${G}:42", "a": 1 }`)).toEqual({ generation: G, offset: 42 })
    expect(id(`{"event_id":"${G}:42"} `)).toEqual({ generation: G, offset: 42 })
  })

  it('is the last of two: the first is the application line’s own', () => {
    expect(id(`{"event_id":"order-7","event_id":"${G}:9"}`)).toEqual({ generation: G, offset: 9 })
    expect(id(`{"event_id":"${G}:1","event_id":"${G}:9"}`)).toEqual({ generation: G, offset: 9 })
  })

  it.each([
    ['no id', '{"a":1}'],
    ['somebody else’s id', '{"event_id":"order-7"}'],
    ['a number', '{"event_id":7}'],
    ['an id of a nested object', `{"a":{"event_id":"${G}:1"}}`],
    ['an id within a text', `{"a":"\\"event_id\\":\\"${G}:1"}`],
    ['a text that ends like one', `{"a":"x\\"event_id":"${G}:1"}`],
    ['capital hex', `{"event_id":"${G.toUpperCase()}:1"}`],
    ['a generation too short', '{"event_id":"0123456789abcde:1"}'],
    ['no offset', `{"event_id":"${G}:"}`],
    ['an offset beyond every file', `{"event_id":"${G}:1234567890123456"}`],
    ['a cut record', `{"a":1,"event_id":"${G}:1"`],
    ['nothing', ''],
    ['two bytes', '"}'],
    ['null', 'null'],
    ['no JSON', `event_id "event_id" ${G}:1`],
  ])('is undefined for %s', (_, text) => {
    expect(id(text)).toBeUndefined()
  })

  it('agrees with JSON.parse, whatever stands before it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.maxSafeNat(), (fields, n) => {
        const offset = n % 1e15
        const record = { ...fields, event_id: `${G}:${offset}` }
        expect(id(JSON.stringify(record))).toEqual({ generation: G, offset })
        expect(id(JSON.stringify(record, undefined, 1))).toEqual({ generation: G, offset })
      }),
    )
  })
})
