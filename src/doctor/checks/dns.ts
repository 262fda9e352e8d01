import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { messageOf, systemCode } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Found, failed, fine } from '../finding.ts'
import { within } from '../within.ts'

/** ms after which a name server that does not answer is given up. */
const PATIENCE_MS = 5000

/** Whether the endpoint's name leads anywhere. */
export const dns: Check = {
  name: 'dns',
  needs: ['service'],
  async run(context) {
    return [await look(context)]
  },
}

async function look({ kinesis, settings, seen }: Context): Promise<Found> {
  const words = text.doctor.dns
  // Any operation of the data plane goes to the same place.
  const StreamName = settings.stream_name ?? 'kinetail-doctor'
  const destination = await kinesis!.destination('ListShards', { StreamName })
  seen.destination = destination
  const { hostname } = destination
  if (isIP(hostname) !== 0) {
    seen.resolved = true
    return fine(words.address(hostname), { hostname, addresses: [hostname] })
  }
  try {
    const found = await within(PATIENCE_MS, lookup(hostname, { all: true }), words.slow(PATIENCE_MS))
    seen.resolved = true
    const addresses = found.map(({ address }) => address)
    return fine(words.fine(hostname, addresses), { hostname, addresses })
  } catch (error) {
    const code = systemCode(error)
    const cause =
      code === 'ENOTFOUND' ? words.unknown : code === 'EAI_AGAIN' ? words.noServer : messageOf(error)
    return failed(
      { what: words.failed(hostname), cause, fix: text.aws.remedies.name(hostname) },
      { hostname, code: code ?? null },
    )
  }
}
