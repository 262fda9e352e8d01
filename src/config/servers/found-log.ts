import type { FormatType } from '../../format/types.ts'

export type ServerName = 'nginx' | 'apache'

/** A log that a server's configuration names. */
export interface FoundLog {
  readonly server: ServerName
  /** Absolute; variables in it have become patterns. */
  readonly path: string
  readonly type: FormatType
  /** Format string or its predefined name; undefined for error logs. */
  readonly format?: string | undefined
  /** The name that the configuration gives the format. */
  readonly nickname?: string | undefined
  /** Where it is configured: `FILE:LINE`. */
  readonly at: string
  readonly notes: readonly string[]
  /** Why kinetail cannot read it; undefined when it can. */
  readonly refused?: string | undefined
}

/** What a configuration says, and what of it could not be read or cannot be followed. */
export interface ServerFindings {
  readonly logs: FoundLog[]
  /** Sentences with their fix: unreadable files, logs that go elsewhere. */
  readonly problems: string[]
}

/** The same of several configurations, which are named. */
export interface ServersFindings extends ServerFindings {
  readonly files: readonly string[]
}
