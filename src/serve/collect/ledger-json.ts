import type { LedgerSnapshot } from '../../stats/snapshot.ts'
import type { LedgerJson } from '../api.ts'

export function ledgerJson({ read, sent, dead, filtered, inFlight }: LedgerSnapshot): LedgerJson {
  return { read, sent, dead_lettered: dead, filtered, in_flight: inFlight }
}
