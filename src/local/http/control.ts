import { messageOf } from '../../base/errors.ts'
import { parseDuration } from '../../base/units.ts'
import type { Backend } from '../backend.ts'
import { readFaults, writeFaults } from '../read-faults.ts'
import { type Request, type Response, readBody, send } from './exchange.ts'

const PATH = '/faults'
const HEADERS = { 'content-type': 'application/json' }

/** A call to the endpoint itself: no service has this path. */
export function isControl(request: Request): boolean {
  return request.url === PATH && (request.method === 'GET' || request.method === 'PUT')
}

/**
 * `GET /faults` tells the faults that are on. `PUT /faults` takes some of them as a JSON object, named as the flags are, and changes
 * these; `"shut": "2s"` closes the port for so long, with everything kept. Both answer with the faults as they are then.
 */
export async function control(request: Request, response: Response, backend: Backend): Promise<void> {
  let shutMs: number | undefined
  try {
    if (request.method === 'PUT') {
      const { shut, ...faults } = JSON.parse((await readBody(request)).toString()) as Record<string, unknown>
      const read = readFaults(faults)
      if (shut !== undefined) shutMs = parseDuration(String(shut))
      Object.assign(backend.faults, read)
    }
  } catch (error) {
    send(response, 400, HEADERS, `${JSON.stringify({ error: messageOf(error) })}\n`)
    return
  }
  // The answer first: its connection is cut as well.
  if (shutMs !== undefined) response.on('finish', () => setImmediate(() => backend.shut(shutMs)))
  send(response, 200, HEADERS, `${JSON.stringify(writeFaults(backend.faults))}\n`)
}
