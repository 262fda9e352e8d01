import { connect } from 'node:net'
import type { Destination } from '../../aws/access.ts'
import { connectionRemedy } from '../../aws/remedy.ts'
import { messageOf, systemCode } from '../../base/errors.ts'
import { formatDuration } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Found, failed, fine, skipped } from '../finding.ts'

/** ms until a connection must stand: as for the agent's own (`src/aws/client.ts`). */
const CONNECT_MS = 3000

/** The port of a destination. */
export function portOf({ protocol, port }: Destination): number {
  return port ?? (protocol === 'http:' ? 80 : 443)
}

/** Whether somebody listens at the endpoint. */
export const connection: Check = {
  name: 'connection',
  needs: ['service'],
  async run(context) {
    return [await look(context)]
  },
}

async function look({ seen }: Context): Promise<Found> {
  const words = text.doctor.connection
  const { destination } = seen
  if (destination === undefined || !seen.resolved) return skipped(text.doctor.needs.address)
  const port = portOf(destination)
  const place = `${destination.hostname}:${port}`
  const began = performance.now()
  try {
    await reach(destination.hostname, port)
  } catch (error) {
    const code = systemCode(error) ?? 'ETIMEDOUT'
    const fix = connectionRemedy(code, place)
    return failed({ what: words.failed(place), cause: causeOf(code, error), fix }, { place, code })
  }
  seen.connected = true
  // Plain HTTP has nothing to be trusted.
  seen.trusted = destination.protocol === 'http:'
  const ms = Math.round((performance.now() - began) * 10) / 10
  return fine(words.fine(place, formatDuration(ms)), { place, connect_ms: ms })
}

function causeOf(code: string, error: unknown): string {
  const known: Readonly<Record<string, string>> = text.doctor.connection.causes
  return known[code] ?? messageOf(error)
}

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: CONNECT_MS })
    const end = (error?: Error): void => {
      socket.destroy()
      if (error) reject(error)
      else resolve()
    }
    socket.once('connect', () => end())
    socket.once('error', end)
    socket.once('timeout', () =>
      end(Object.assign(new Error(text.aws.noConnection(CONNECT_MS)), { code: 'ETIMEDOUT' })),
    )
  })
}
