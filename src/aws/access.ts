import type { KinetailError } from '../base/errors.ts'

/** Who signs a request. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** ms of difference below which the clock is not to blame: a signature is good for 5 minutes, and the SDK draws the same line. */
export const CLOCK_TOLERANCE_MS = 240_000

/** Where the requests of one operation go, as the SDK resolved it from options, environment, profile and its endpoint rules. */
export interface Destination {
  readonly protocol: 'http:' | 'https:'
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string
  readonly port: number | undefined
  /** Begins with `/`; percent-encoded. */
  readonly path: string
  /** The `host` header. */
  readonly host: string
  /** The operation's `x-amz-target` and `content-type` headers. */
  readonly target: string
  readonly contentType: string
  readonly userAgent: string
  /** Of the signature's scope. */
  readonly region: string
  readonly service: string
}

/** Bounds of an HTTP exchange, the same for the SDK's handler and for our own. */
export interface HttpBounds {
  /** Milliseconds until a connection must stand. */
  readonly connectMs: number
  /** Milliseconds until the answer must be there, from the call on. */
  readonly answerMs: number
  readonly maxSockets: number
}

/** What it takes to send one operation's requests without the SDK. */
export interface Access {
  readonly destination: Destination
  readonly bounds: HttpBounds
  /** False when the user switched clock correction off (`disable_clock_skew_correction`). */
  readonly correctsClock: boolean
  /** Those of now: the SDK renews what says when it expires. */
  credentials(): Promise<Credentials>
  /** Looks for other credentials than `refused`, which the service does not take any more. True if there are any. */
  renewCredentials(refused: Credentials): Promise<boolean>
  /** The KinetailError of anything thrown. */
  failure(error: unknown): KinetailError
}

/** A request as the SDK has it just before it would go out. */
interface SignedRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** What this file needs of an SDK command: a place to catch its request. */
interface Command {
  readonly middlewareStack: {
    add(
      middleware: () => (args: { readonly request: SignedRequest }) => Promise<unknown>,
      place: { step: 'finalizeRequest'; priority: 'low'; name: string },
    ): void
  }
}

const SCOPE = /Credential=[^,]*?\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/

/**
 * Lets the SDK make and sign a request that is never sent, and reads from it where the real ones go: endpoint rules,
 * configuration files and signing scope stay the SDK's business.
 */
export async function findDestination(
  send: (command: never) => Promise<unknown>,
  command: unknown,
): Promise<Destination> {
  let caught: SignedRequest | undefined
  const answer = { output: { $metadata: {} }, response: {} }
  ;(command as Command).middlewareStack.add(
    () => (args) => {
      caught = args.request
      return Promise.resolve(answer)
    },
    { step: 'finalizeRequest', priority: 'low', name: 'kinetailCatchRequest' },
  )
  await send(command as never)
  const { protocol, hostname, port, path, headers } = caught!
  const [, region, service] = SCOPE.exec(headers['authorization'] ?? '') ?? []
  return {
    protocol: protocol === 'http:' ? 'http:' : 'https:',
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    path,
    host: headers['host'] ?? (port === undefined ? hostname : `${hostname}:${port}`),
    target: headers['x-amz-target']!,
    contentType: headers['content-type']!,
    userAgent: headers['user-agent'] ?? '',
    region: region!,
    service: service!,
  }
}
