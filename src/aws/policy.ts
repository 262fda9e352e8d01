/** An IAM policy document (IAM user guide, "Policy grammar"). */
export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Effect: 'Allow'
    readonly Action: string | readonly string[]
    readonly Resource: string
  }[]
}

/** One action on one resource. */
export interface Need {
  readonly action: string
  readonly resource: string
}

/** The smallest policy that allows these: a statement for each resource. */
export function policyFor(needs: readonly Need[]): Policy {
  const resources = [...new Set(needs.map(({ resource }) => resource))]
  return {
    Version: '2012-10-17',
    Statement: resources.map((Resource) => {
      const actions = [...new Set(needs.flatMap((one) => (one.resource === Resource ? [one.action] : [])))]
      return { Effect: 'Allow', Action: actions.length === 1 ? actions[0]! : actions, Resource }
    }),
  }
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
export interface Denial extends Need {
  readonly identity: string | undefined
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
