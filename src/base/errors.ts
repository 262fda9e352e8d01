/** What gave way. Closed: every failure of kinetail is one of these. */
export type ErrorCode =
  | 'usage'
  | 'config'
  | 'check'
  | 'file'
  | 'checkpoint'
  | 'locked'
  | 'credentials'
  | 'permission'
  | 'not_found'
  | 'in_use'
  | 'invalid'
  | 'expired'
  | 'throttled'
  | 'limit'
  | 'network'
  | 'service'
  | 'internal'

/** Process exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration, 3 a check failed, 130 and 143 ended by a signal. */
export type ExitCode = 0 | 1 | 2 | 3 | 130 | 143

export interface ErrorOptions {
  readonly cause?: unknown
  /** True when the same call may succeed later without anybody changing anything. */
  readonly canRetry?: boolean
  /** Typed facts for logs and tests; never secrets. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}

/**
 * A failure as data. `message` is the whole sentence for a person, in the language in use:
 * the thing, the limit with its unit, the cause and the fix.
 */
export class KinetailError extends Error {
  readonly code: ErrorCode
  readonly canRetry: boolean
  readonly facts: Readonly<Record<string, string | number | boolean>>

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'KinetailError'
    this.code = code
    this.canRetry = options.canRetry ?? false
    this.facts = options.facts ?? {}
  }

  get exitCode(): ExitCode {
    if (this.code === 'usage' || this.code === 'config') return 2
    return this.code === 'check' ? 3 : 1
  }
}

/** The operating system's code of a failed system call (`ENOENT`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
