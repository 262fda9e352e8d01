import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Found, fine, skipped, warning } from '../finding.ts'

/** Variables by which other programs find a proxy. */
const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy']

/** kinetail connects directly: where a proxy is the only way out, somebody has to know. */
export const proxy: Check = {
  name: 'proxy',
  needs: ['service'],
  run: (context) => [look(context)],
}

function look({ environment, seen }: Context): Found {
  const words = text.doctor.proxy
  const variable = VARIABLES.find((name) => environment[name])
  if (variable === undefined) return fine(words.none, {})
  const facts = { variable, connected: seen.connected ?? false }
  if (seen.destination === undefined) return skipped(text.doctor.needs.connection, facts)
  if (seen.connected) return fine(words.notNeeded(variable), facts)
  return warning(
    { what: words.notUsed(variable), cause: words.cause, fix: words.fix(seen.destination.hostname) },
    facts,
  )
}
