import type { ShardSnapshot } from '../stats/snapshot.ts'
import type { Lane } from './lane.ts'

/** The lanes as statistics show them: those of one shard together. */
export function shardStates(lanes: readonly Lane[], spacingMs: number): Record<string, ShardSnapshot> {
  const states: Record<string, ShardSnapshot> = {}
  for (const lane of lanes) {
    const before = states[lane.name]
    states[lane.name] = before === undefined ? stateOf(lane, spacingMs) : joined(before, lane)
  }
  return states
}

function stateOf(lane: Lane, spacingMs: number): ShardSnapshot {
  const { tuning, pace } = lane
  const { batchSize, linger, requests, missed } = tuning.decisions
  return {
    queueSize: lane.queue.length,
    sent: lane.sent,
    throttled: lane.throttled,
    careful: lane.guard.careful,
    batchSize: Math.floor(tuning.batchSize),
    lingerMs: Math.max(spacingMs, tuning.lingerMs),
    requests: Math.floor(tuning.requests),
    pace: pace === undefined ? null : pace.part,
    moves: {
      batchSize: { ...batchSize },
      linger: { ...linger },
      requests: { ...requests },
      pace: { up: pace?.raised ?? 0, down: pace?.lowered ?? 0 },
    },
    missed: { ...missed },
  }
}

/** Several lanes to one shard share its tuning, and have no pace. */
function joined(state: ShardSnapshot, lane: Lane): ShardSnapshot {
  return {
    ...state,
    queueSize: state.queueSize + lane.queue.length,
    sent: state.sent + lane.sent,
    throttled: state.throttled + lane.throttled,
    careful: state.careful || lane.guard.careful,
  }
}
