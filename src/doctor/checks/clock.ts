import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { CLOCK_TOLERANCE_MS, type Destination } from '../../aws/access.ts'
import { messageOf } from '../../base/errors.ts'
import { formatDuration } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Found, failed, fine, warning } from '../finding.ts'
import { portOf } from './connection.ts'

const ANSWER_MS = 5000
/** What a `date` header can tell: it has whole seconds, and the way takes its time. In ms. */
const NOTICED_MS = 5000

/** How far the clock of this machine is from the service's. */
export const clock: Check = {
  name: 'clock',
  needs: ['service', 'connection'],
  async run(context) {
    return [await look(context)]
  },
}

async function look({ seen, settings, kinesis }: Context): Promise<Found> {
  const words = text.doctor.clock
  let ahead: number | undefined
  try {
    ahead = await serviceAhead(seen.destination!)
  } catch (error) {
    return failed({ what: words.noAnswer, cause: messageOf(error), fix: words.noAnswerFix }, {})
  }
  if (ahead === undefined) return warning({ what: words.noDate }, {})
  const off = Math.abs(ahead)
  const facts = { service_ahead_ms: ahead }
  if (off < NOTICED_MS) return fine(words.fine, facts)
  const what = words.off(formatDuration(off), ahead > 0)
  if (off < CLOCK_TOLERANCE_MS) return warning({ what, fix: words.fix }, facts)
  // The agent signs by the service's clock then, unless that was switched off.
  const corrects = seen.hasCredentials
    ? await kinesis!
        .access('ListShards', { StreamName: settings.stream_name ?? 'kinetail-doctor' })
        .then(({ correctsClock }) => correctsClock)
    : true
  return corrects
    ? warning({ what, cause: words.corrected, fix: words.fix }, facts)
    : failed({ what, cause: words.notCorrected, fix: words.fix }, facts)
}

/**
 * ms that the service's clock is ahead; undefined where its answer has no date. Asked by a request without any signature, which every
 * endpoint refuses.
 */
function serviceAhead(destination: Destination): Promise<number | undefined> {
  const send = destination.protocol === 'http:' ? requestPlain : requestSecure
  const body = '{}'
  return new Promise((resolve, reject) => {
    const began = Date.now()
    const request = send(
      {
        host: destination.hostname,
        port: portOf(destination),
        path: destination.path,
        method: 'POST',
        timeout: ANSWER_MS,
        headers: {
          host: destination.host,
          'content-type': destination.contentType,
          'content-length': body.length,
          'x-amz-target': 'Kinesis_20131202.DescribeLimits',
          connection: 'close',
        },
      },
      (response) => {
        const middle = (began + Date.now()) / 2
        response.resume()
        const told = Date.parse(response.headers.date ?? '')
        // The header leaves out what is below the second: half of one on average.
        resolve(Number.isNaN(told) ? undefined : Math.round(told + 500 - middle))
      },
    )
    request.once('timeout', () => request.destroy(new Error(text.aws.noAnswer(ANSWER_MS))))
    request.once('error', reject)
    request.end(body)
  })
}
