import { shortKey } from '../../aws/identity.ts'
import { KinetailError, messageOf } from '../../base/errors.ts'
import { formatDuration } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Found, failed, fine, warning } from '../finding.ts'

/** Keys that end so soon, in ms, are worth a word where nobody renews them. */
const SOON_MS = 15 * 60_000

/** Who signs, what found the keys, and how long they are good. Whether the service takes them, `permissions` tells. */
export const credentials: Check = {
  name: 'credentials',
  needs: ['service'],
  async run(context) {
    return [await look(context)]
  },
}

async function look({ kinesis, settings, environment, seen }: Context): Promise<Found> {
  const words = text.doctor.credentials
  try {
    const identity = await kinesis!.identity()
    seen.hasCredentials = true
    const { accessKeyId, temporary, expiration, accountId, source } = identity
    const profile = settings.profile ?? environment['AWS_PROFILE']
    const facts = {
      access_key_id: shortKey(accessKeyId),
      source: source ?? null,
      profile: profile ?? null,
      temporary,
      expires: expiration?.toISOString() ?? null,
      account_id: accountId ?? null,
    }
    const who = words.who(shortKey(accessKeyId), source, profile)
    if (expiration === undefined) return fine(who, facts)
    const left = expiration.getTime() - Date.now()
    if (left <= 0)
      return failed({ what: words.expired(who, expiration.toISOString()), fix: words.renew(profile) }, facts)
    const until = words.until(who, expiration.toISOString(), formatDuration(left))
    return left < SOON_MS && source === 'environment'
      ? warning({ what: until, cause: words.notRenewed, fix: words.renew(profile) }, facts)
      : fine(until, facts)
  } catch (error) {
    const { cause } = error as { cause?: unknown }
    const why = cause === undefined ? messageOf(error) : messageOf(cause)
    const facts = { name: error instanceof KinetailError ? (error.facts['name'] ?? error.code) : '' }
    return failed({ what: words.none, cause: why, fix: text.aws.waysToCredentials }, facts)
  }
}
