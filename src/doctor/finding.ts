/** The checks, in the order in which they run: a later one builds on what an earlier one found. */
export const CHECK_NAMES = [
  'node',
  'files',
  'limits',
  'checkpoint',
  'dead_letter',
  'disk',
  'region',
  'credentials',
  'dns',
  'connection',
  'proxy',
  'tls',
  'clock',
  'stream',
  'permissions',
  'capacity',
] as const
export type CheckName = (typeof CHECK_NAMES)[number]

/** `warning`: it works, or will, and somebody should know; `skipped`: it could not be looked at, or there is nothing to look at. */
export type Status = 'ok' | 'warning' | 'failed' | 'skipped'

/** Figures and names for programs; never secrets. */
export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [name: string]: Fact }
export type Facts = Readonly<Record<string, Fact>>

/** What one look came to. */
export interface Finding {
  readonly check: CheckName
  readonly status: Status
  /** What was looked at, and how it is. */
  readonly what: string
  readonly cause?: string
  /** What to do about it: a command wherever there is one. */
  readonly fix?: string
  readonly facts: Facts
}

/** A finding before it is known whose. */
export type Found = Omit<Finding, 'check'>

export function fine(what: string, facts: Facts = {}): Found {
  return { status: 'ok', what, facts }
}

export function skipped(what: string, facts: Facts = {}): Found {
  return { status: 'skipped', what, facts }
}

/** What is wrong, why, and the way out. */
export interface Wrong {
  readonly what: string
  readonly cause?: string | undefined
  readonly fix?: string | undefined
}

export function failed(wrong: Wrong, facts: Facts = {}): Found {
  return { status: 'failed', ...said(wrong), facts }
}

export function warning(wrong: Wrong, facts: Facts = {}): Found {
  return { status: 'warning', ...said(wrong), facts }
}

function said({ what, cause, fix }: Wrong): Pick<Finding, 'what' | 'cause' | 'fix'> {
  return { what, ...(cause === undefined ? {} : { cause }), ...(fix === undefined ? {} : { fix }) }
}
