import { messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Check, Context, Need } from './check.ts'
import { capacity } from './checks/capacity.ts'
import { checkpoint } from './checks/checkpoint.ts'
import { clock } from './checks/clock.ts'
import { connection } from './checks/connection.ts'
import { credentials } from './checks/credentials.ts'
import { deadLetter } from './checks/dead-letter.ts'
import { disk } from './checks/disk.ts'
import { dns } from './checks/dns.ts'
import { files } from './checks/files.ts'
import { limits } from './checks/limits.ts'
import { node } from './checks/node.ts'
import { permissions } from './checks/permissions.ts'
import { proxy } from './checks/proxy.ts'
import { region } from './checks/region.ts'
import { stream } from './checks/stream.ts'
import { tls } from './checks/tls.ts'
import { type CheckName, type Finding, failed, skipped } from './finding.ts'

/** In the order of `CHECK_NAMES`. */
export const CHECKS: readonly Check[] = [
  node,
  files,
  limits,
  checkpoint,
  deadLetter,
  disk,
  region,
  credentials,
  dns,
  connection,
  proxy,
  tls,
  clock,
  stream,
  permissions,
  capacity,
]

/**
 * Looks at all that `kinetail stream` would need with the same settings, one thing after the other. Nothing is written to the stream
 * or to the checkpoints, and no check that breaks keeps the others from running.
 * @param begin told of each check before it runs
 */
export async function* examine(
  context: Context,
  begin: (check: CheckName) => void = () => {},
): AsyncGenerator<Finding> {
  for (const { name, needs, run } of CHECKS) {
    if (context.signal.aborted) return
    begin(name)
    const missing = needs.map((need) => absent(need, context)).find((words) => words !== undefined)
    if (missing !== undefined) {
      yield { check: name, ...skipped(missing) }
      continue
    }
    try {
      for (const found of await run(context)) yield { check: name, ...found }
    } catch (error) {
      yield { check: name, ...failed({ what: text.doctor.checkBroke, cause: messageOf(error) }) }
    }
  }
}

/** Why a check cannot run, or undefined. */
function absent(need: Need, { kinesis, seen, settings }: Context): string | undefined {
  const { needs } = text.doctor
  switch (need) {
    case 'service':
      return kinesis === undefined ? needs.local : undefined
    case 'connection':
      return seen.connected && seen.trusted ? undefined : needs.connection
    case 'credentials':
      return seen.hasCredentials ? undefined : needs.credentials
    case 'stream name':
      return settings.stream_name === undefined ? needs.stream : undefined
    case 'files':
      return settings.log_files === undefined ? needs.files : undefined
  }
}
