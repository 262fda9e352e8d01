/** An IAM policy document (IAM user guide, "Policy grammar"). */
export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Effect: 'Allow'
    readonly Action: string | readonly string[]
    readonly Resource: string
  }[]
}

/** The smallest policy that allows `actions` on a resource. */
export function policyFor(actions: readonly string[], resource: string): Policy {
  const [only, ...more] = actions
  const Action = more.length === 0 ? only! : actions
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: resource }] }
}

/**
 * The ARN of a stream, as far as it is known without asking. The partition comes from the region (IAM user guide, "Amazon Resource
 * Names").
 */
export function streamArn(region: string, stream: string, account = '*'): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  return `arn:${partition}:kinesis:${region}:${account}:stream/${stream}`
}

/** Who was refused what, and on which resource. */
export interface Denial {
  readonly identity: string | undefined
  readonly action: string
  readonly resource: string
  /** True where a policy denies it: then none that allows it helps. */
  readonly explicit: boolean
  /** Which kind of policy denies it, or does not allow it, in the service's words; undefined where it does not say. */
  readonly policy: string | undefined
}

/** The kind that whoever owns the identity writes. */
export const IDENTITY_POLICY = 'identity-based policy'

const WHO = /\bUser: (\S+)/
const WHAT = /not authorized to perform: ([\w-]+:\w+)/
const WHERE = /on resource: (\S+)/
const DENIES = /with an explicit deny(?: in (?:an? |the )?([\w -]+?(?:policy|boundary)))?/
const LACKS = /because no ([\w -]+?) allows/

/**
 * Reads the words of an AccessDeniedException (IAM user guide, "Troubleshoot access denied error messages"); undefined where they do
 * not name an action.
 */
export function denialIn(words: string): Denial | undefined {
  const action = WHAT.exec(words)?.[1]
  if (action === undefined) return undefined
  const denies = DENIES.exec(words)
  return {
    identity: WHO.exec(words)?.[1],
    action,
    resource: WHERE.exec(words)?.[1] ?? '*',
    explicit: denies !== null,
    policy: denies?.[1] ?? LACKS.exec(words)?.[1],
  }
}
