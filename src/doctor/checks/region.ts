import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Found, fine, warning } from '../finding.ts'

/** Which region, and where that came from. */
export const region: Check = {
  name: 'region',
  needs: ['service'],
  run: (context) => [look(context)],
}

function look({ kinesis, settings, origins, environment }: Context): Found {
  const words = text.doctor.region
  const { region: used, regionAssumed, endpoint } = kinesis!
  const from =
    settings.region === undefined
      ? environment['AWS_REGION']
        ? 'AWS_REGION'
        : regionAssumed
          ? 'default'
          : 'profile'
      : origins.region
  const facts = { region: used, from, endpoint: endpoint ?? null }
  const named = regionIn(endpoint)
  if (named !== undefined && named !== used)
    return warning(
      {
        what: words.otherEndpoint(used, endpoint!, named),
        cause: words.otherCause,
        fix: `--region ${named}`,
      },
      facts,
    )
  if (!regionAssumed) return fine(words.fine(used, words.origins[from]), facts)
  const other = environment['AWS_DEFAULT_REGION']
  if (other && other !== used)
    return warning(
      { what: words.notTheCli(used, other), cause: words.notTheCliCause, fix: `export AWS_REGION=${other}` },
      facts,
    )
  // An endpoint of one's own has the regions that one asks for.
  if (endpoint !== undefined) return fine(words.fine(used, words.origins.default), facts)
  return warning({ what: text.pipeline.regionAssumed(used), fix: `export AWS_REGION=${used}` }, facts)
}

/** The region that an address of AWS names (AWS General Reference, "Kinesis Data Streams endpoints"). */
function regionIn(endpoint: string | undefined): string | undefined {
  return /\bkinesis(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?amazonaws\.com/.exec(endpoint ?? '')?.[1]
}
