import type { Destination } from '../aws/access.ts'
import type { Kinesis } from '../aws/client.ts'
import type { StreamSummary } from '../aws/stream.ts'
import type { LoadedSettings } from '../config/load.ts'
import type { LogInput, Settings } from '../config/settings.ts'
import type { CheckName, Found } from './finding.ts'

/** What all checks look at. */
export interface Context {
  readonly settings: Settings
  readonly origins: LoadedSettings['origins']
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Undefined with `--local`: then there is no service outside of this process. */
  readonly kinesis: Kinesis | undefined
  /** How long the growth of the files is watched, in ms; 0 for not at all. */
  readonly measureMs: number
  readonly signal: AbortSignal
  readonly seen: Seen
}

/** What checks found that later ones build on. */
export interface Seen {
  /** Files that can be read, as they were when they were looked at. */
  readonly files: ReadableFile[]
  /** Folders of the files and patterns: each is watched. */
  readonly folders: Set<string>
  destination?: Destination
  /** True when its name leads to an address. */
  resolved?: boolean
  /** True when a connection to the service stood. */
  connected?: boolean
  /** True when the service's certificate is trusted, or none is needed. */
  trusted?: boolean
  hasCredentials?: boolean
  stream?: StreamSummary
}

export interface ReadableFile {
  readonly path: string
  readonly input: LogInput
  /** Bytes. */
  readonly size: number
  /** When it had that size, in ms of a steady clock. */
  readonly at: number
  /** Bytes of a record for each byte of a line, by its first lines; 1 where there are none. */
  readonly expansion: number
}

/** What a check cannot do without. */
export type Need = 'service' | 'connection' | 'credentials' | 'stream name' | 'files'

/** One check: a file of `checks/`. */
export interface Check {
  readonly name: CheckName
  readonly needs: readonly Need[]
  run(context: Context): Promise<readonly Found[]> | readonly Found[]
}

export function newSeen(): Seen {
  return { files: [], folders: new Set() }
}
