import { expect, it } from 'vitest'
import type { Life } from './agents.ts'
import type { Verdict } from './check.ts'
import { checkLedger } from './ledger.ts'

const NOTHING = { read: 0, sent: 0, dead_lettered: 0, filtered: 0, in_flight: 0 }

function life(how: Life['how'], inFlight: number, sent: number): Life {
  const ledger = { ...NOTHING, read: inFlight, in_flight: inFlight }
  const lifetime = { ...NOTHING, read: sent, sent }
  return { how, statistics: { lag_bytes: 0, order_risks: 0, ledger, files: {}, lifetime }, peakBytes: 0 }
}

/** 100 lines were delivered, of which truncation destroyed ten afterwards. */
const VERDICT = {
  delivered: 100,
  deliveredThenDestroyed: 10,
  deadLettered: 0,
  deadLetteredThenDestroyed: 0,
  blank: 0,
} as Verdict

const LACKING = (sent: number): string[] => [`the ledger of all agents says sent ${sent}, and it is 100`]

it.each([
  ['killed', life('SIGKILL', 0, 0)],
  ['ended with lines in flight', life('SIGTERM', 12, 0)],
])('where an agent was %s, what was destroyed may be lacking, and nothing else', (_, ended) => {
  expect(checkLedger([ended, life('once', 0, 90)], VERDICT)).toEqual([])
  expect(checkLedger([ended, life('once', 0, 89)], VERDICT)).toEqual(LACKING(89))
  expect(checkLedger([ended, life('once', 0, 101)], VERDICT)).toEqual(LACKING(101))
})

it('where every agent settled all it had read, nothing may be lacking', () => {
  const ended = life('SIGTERM', 0, 0)
  expect(checkLedger([ended, life('once', 0, 100)], VERDICT)).toEqual([])
  expect(checkLedger([ended, life('once', 0, 99)], VERDICT)).toEqual(LACKING(99))
})
