import type { EngineOptions } from '../format/format.ts'
import type { PartitionKeyMode } from '../sink/kinesis/partition-key.ts'

export interface KeyPlan {
  /** Where an entry's partition key comes from. */
  readonly mode: PartitionKeyMode
  /** The field that engines are compiled to point at. */
  readonly keyField: EngineOptions['keyField']
}

/** What `--partition-key` asks of the engines and of delivery. The value was checked with the settings. */
export function keyPlan(written: string): KeyPlan {
  if (written === 'auto') return { mode: 'record', keyField: 'auto' }
  if (written === 'file' || written === 'host' || written === 'random')
    return { mode: written, keyField: null }
  return { mode: 'record', keyField: written.slice('field:'.length) }
}
