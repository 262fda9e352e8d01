import { fieldOf } from './field.ts'

/** Lines, hosts and files of a group that are kept to be shown. */
const SAMPLES = 3
const PLACES = 5
/** Longest sample, in characters. */
const SAMPLE_LENGTH = 1000

/** What outlives the process of it. */
export interface KeptFacts {
  readonly count: number
  readonly samples: readonly string[]
  readonly hosts: readonly string[]
  readonly files: readonly string[]
}

/** What is remembered of a group's lines: bounded, however many there are. */
export class LineFacts {
  /** Lines, or of an SQL rule rows of the window that its condition is about. */
  count = 0
  readonly samples: string[] = []
  readonly hosts: Set<string> = new Set()
  readonly files: Set<string> = new Set()

  add(line: string, record: unknown, file: string | undefined): void {
    this.count++
    if (this.samples.length < SAMPLES) this.samples.push(cut(line))
    const host = fieldOf(record, 'host')
    if (typeof host === 'string') this.place(host, file)
    else this.place(undefined, file)
  }

  keep(): KeptFacts {
    const { count, samples, hosts, files } = this
    return { count, samples: [...samples], hosts: [...hosts], files: [...files] }
  }

  /** Files of an earlier kinetail have the count alone. */
  restore({
    count,
    samples = [],
    hosts = [],
    files = [],
  }: Pick<KeptFacts, 'count'> & Partial<KeptFacts>): void {
    this.count = count
    this.samples.push(...samples.slice(this.samples.length, SAMPLES))
    for (const host of hosts) this.place(host, undefined)
    for (const file of files) this.place(undefined, file)
  }

  place(host: string | undefined, file: string | undefined): void {
    if (host && this.hosts.size < PLACES) this.hosts.add(host)
    if (file && this.files.size < PLACES) this.files.add(file)
  }
}

export function cut(line: string): string {
  return line.length > SAMPLE_LENGTH ? `${line.slice(0, SAMPLE_LENGTH)}…` : line
}
