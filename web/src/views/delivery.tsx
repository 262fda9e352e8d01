import type { VNode } from 'preact'
import { now } from '../live.ts'
import { useStore } from '../store.ts'
import { Batching } from './batching.tsx'
import { Files } from './files.tsx'
import { Hosts } from './hosts.tsx'
import { Shards } from './shards.tsx'

/** Where it comes from and where it goes: files, hosts, shards, and what adaptive batching decided. */
export function DeliveryView(): VNode {
  const latest = useStore(now)!
  return (
    <div class="stack">
      {latest.mode !== 'read' && <Files now={latest} />}
      {latest.mode !== 'stream' && <Hosts now={latest} />}
      <Shards shards={latest.shards} />
      {latest.mode !== 'read' && <Batching shards={latest.shards} />}
    </div>
  )
}
