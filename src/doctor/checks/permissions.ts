import type { Kinesis } from '../../aws/client.ts'
import {
  type Denial,
  denialIn,
  IDENTITY_POLICY,
  type Policy,
  policyFor,
  streamArn,
} from '../../aws/policy.ts'
import { credentialsRemedy } from '../../aws/remedy.ts'
import { sleep } from '../../base/backoff.ts'
import { KinetailError, messageOf } from '../../base/errors.ts'
import type { Settings } from '../../config/settings.ts'
import { text } from '../../messages/messages.ts'
import type { Check, Context, Seen } from '../check.ts'
import { type Fact, type Found, failed, fine, warning } from '../finding.ts'

/** What `kinetail stream` calls. */
const ACTIONS = ['DescribeStreamSummary', 'ListShards', 'PutRecords'] as const
type Action = (typeof ACTIONS)[number]

/** One more than the largest hash key: no shard takes it, so the service refuses the request, whoever asks. */
const NO_HASH_KEY = String(2n ** 128n)
/** DryRun requests of a stream have a limit of one a second of their own (developer guide, "Test your permissions … with dry run"). */
const AGAIN_MS = 1100

/** Answers to a request that was looked into; what is no request at all (ValidationException) may be refused before that. */
const AFTER_RIGHTS: ReadonlySet<string> = new Set(['DryRunOperationException', 'InvalidArgumentException'])

/** `allowed`, or why not: refused to this identity, or nobody knows. */
export type Verdict = 'allowed' | { readonly refused: Denial } | { readonly unknown: KinetailError }

/** Whether the service lets this identity do what `kinetail stream` does, asked so that nothing can come of it. */
export const permissions: Check = {
  name: 'permissions',
  needs: ['stream name', 'service', 'connection', 'credentials'],
  run: look,
}

async function look({ kinesis, settings, seen, signal }: Context): Promise<Found[]> {
  const name = settings.stream_name!
  const words = text.doctor.permissions
  const verdicts = new Map<Action, Verdict>()
  for (const action of ACTIONS) {
    const verdict = await tryOut(kinesis!, action, name, signal)
    verdicts.set(action, verdict)
    // Who is not known at all is refused everything in the same words.
    if (typeof verdict === 'object' && 'unknown' in verdict && verdict.unknown.code === 'credentials')
      return [notTaken(verdict.unknown, kinesis!.region)]
  }
  const denials = [...verdicts.values()].flatMap((one) =>
    typeof one === 'object' && 'refused' in one ? [one.refused] : [],
  )
  const open = [...verdicts].flatMap(([action, one]) =>
    typeof one === 'object' && 'unknown' in one ? [{ action, error: one.unknown }] : [],
  )
  const allowed = ACTIONS.filter((action) => verdicts.get(action) === 'allowed').map(
    (action) => `kinesis:${action}`,
  )
  const facts = {
    allowed,
    refused: denials.map(({ action }) => action),
    unknown: open.map(({ action }) => `kinesis:${action}`),
    not_tried: notTried(settings, seen.stream),
  }
  if (denials.length > 0)
    return [refusal(denials, seen.stream?.arn || streamArn(kinesis!.region, name), facts)]
  if (open.length > 0) {
    const cause = open.map(({ error }) => error.message).join(' ')
    return [warning({ what: words.unknown(open.map(({ action }) => action).join(', ')), cause }, facts)]
  }
  const said = words.fine(allowed.join(', '))
  const { not_tried: untried } = facts
  return [fine(untried.length === 0 ? said : `${said}. ${words.notTried(untried.join(', '))}`, facts)]
}

/** What these settings need besides, and nobody can ask for without doing it. */
function notTried(
  { create_stream, cloudwatch_metrics, notifiers }: Settings,
  stream: Seen['stream'],
): string[] {
  const key = stream?.kmsKey
  const sns = Object.values(notifiers ?? {}).some(({ kind }) => kind === 'sns')
  return [
    ...(create_stream && stream === undefined ? ['kinesis:CreateStream'] : []),
    // The key of AWS itself is open to all of the account.
    ...(key === undefined || key.endsWith('alias/aws/kinesis') ? [] : [`kms:GenerateDataKey (${key})`]),
    ...(cloudwatch_metrics === undefined ? [] : ['cloudwatch:PutMetricData']),
    ...(sns ? ['sns:Publish'] : []),
  ]
}

/**
 * Asks for one action. A request that the service refuses for another reason than rights was permitted.
 * @param againMs ms until it is tried once more where the service was asked too quickly
 */
export async function tryOut(
  kinesis: Kinesis,
  action: Action,
  name: string,
  signal: AbortSignal,
  againMs: number = AGAIN_MS,
): Promise<Verdict> {
  for (let attempt = 0; ; attempt++) {
    try {
      await ask(kinesis, action, name, signal)
      return 'allowed'
    } catch (error) {
      const failure = error instanceof KinetailError ? error : new KinetailError('internal', messageOf(error))
      if (isAfterRights(failure)) return 'allowed'
      if (failure.code === 'throttled' && attempt === 0) {
        await sleep(againMs, signal)
        continue
      }
      return failure.code === 'permission' ? { refused: denialOf(failure, action) } : { unknown: failure }
    }
  }
}

async function ask(kinesis: Kinesis, action: Action, name: string, signal: AbortSignal): Promise<void> {
  switch (action) {
    case 'DescribeStreamSummary':
      await kinesis.call(action, { StreamName: name }, signal)
      return
    case 'ListShards':
      await kinesis.call(action, { StreamName: name, MaxResults: 1 }, signal)
      return
    case 'PutRecords':
      // Twice safe: a dry run where the service knows that, and a record that no shard can take where it does not.
      await kinesis.call(
        action,
        {
          StreamName: name,
          Records: [
            { Data: new Uint8Array(1), PartitionKey: 'kinetail-doctor', ExplicitHashKey: NO_HASH_KEY },
          ],
          DryRun: true,
        },
        signal,
      )
  }
}

/** Whether the service looked at the request itself, or for the stream, which it does for those alone who may. */
function isAfterRights({ code, facts }: KinetailError): boolean {
  return code === 'not_found' || code === 'in_use' || AFTER_RIGHTS.has(String(facts['name']))
}

function denialOf(failure: KinetailError, action: Action): Denial {
  const said = denialIn(messageOf(failure.cause ?? failure))
  return (
    said ?? {
      identity: undefined,
      action: `kinesis:${action}`,
      resource: '*',
      explicit: false,
      policy: undefined,
    }
  )
}

function refusal(denials: readonly Denial[], arn: string, known: Readonly<Record<string, Fact>>): Found {
  const words = text.doctor.permissions
  const actions = [...new Set(denials.map(({ action }) => action))]
  const who = denials.find(({ identity }) => identity !== undefined)?.identity
  // A refusal that does not name the stream is about it all the same.
  const needs = denials.map(({ action, resource }) => ({
    action,
    resource: resource === '*' && action.startsWith('kinesis:') ? arn : resource,
  }))
  const policy = policyFor(needs)
  const resource = [...new Set(needs.map((one) => one.resource))].join(', ')
  // An explicit deny beats whatever else there is.
  const { explicit, policy: kind = IDENTITY_POLICY } = denials.find((one) => one.explicit) ?? denials[0]!
  const facts = {
    ...known,
    identity: who ?? null,
    policy: policyFact(policy),
    explicit_deny: explicit,
    policy_kind: kind,
  }
  const wrong = explicit
    ? { cause: words.denied(kind, resource), fix: words.removeDeny(kind, actions.join(', ')) }
    : {
        cause: words.cause(kind, resource),
        fix: words.fix(kind === IDENTITY_POLICY ? undefined : kind, JSON.stringify(policy, null, 2)),
      }
  return failed({ what: words.refused(actions.join(', '), who), ...wrong }, facts)
}

function policyFact({ Version, Statement }: Policy): Fact {
  return { Version, Statement: Statement.map((one) => ({ ...one })) }
}

/** The service does not know these keys, or not any more. */
function notTaken(error: KinetailError, region: string): Found {
  const words = text.doctor.permissions
  const name = String(error.facts['name'] ?? '')
  const said = messageOf(error.cause ?? error)
  const fix = credentialsRemedy(name, region)
  return failed({ what: words.notTaken(name), cause: said, fix }, { error: name })
}
