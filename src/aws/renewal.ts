import type { Access, Credentials } from './access.ts'

/** Between two looks for other credentials, in ms: a process that makes them may take its time. */
const LOOK_AGAIN_MS = 2000

/**
 * How to get other credentials than those that the service has refused. The SDK renews what says when it expires; keys without
 * a date in a file that somebody else renews, and keys that were taken back early, it would keep for good.
 * @param find the SDK's way to credentials
 */
export function renewal(
  find: (how?: { forceRefresh: boolean }) => Promise<Credentials>,
): Access['renewCredentials'] {
  let looked = Number.NEGATIVE_INFINITY
  return async (refused) => {
    try {
      // Another call may have found them meanwhile.
      if (!same(await find(), refused)) return true
      if (performance.now() - looked < LOOK_AGAIN_MS) return false
      looked = performance.now()
      return !same(await find({ forceRefresh: true }), refused)
    } catch {
      // There are none for now: what the service said is what the user has to know.
      return false
    }
  }
}

function same(a: Credentials, b: Credentials): boolean {
  return (
    a.accessKeyId === b.accessKeyId &&
    a.secretAccessKey === b.secretAccessKey &&
    a.sessionToken === b.sessionToken
  )
}
