import type { Events } from '../source/events.ts'
import { FORMATS } from './all.ts'
import { PlainEngine } from './engine.ts'
import type { FormatType } from './types.ts'

/** Of a log so much is looked at: lines and bytes. */
const MOST_LINES = 64
const MOST_BYTES = 256 * 1024
/** The smallest part of the lines that a format has to read to be taken for it. */
const LEAST_SHARE = 0.8
/** A format later in the list has to tell so many fields more, on average, to be preferred. */
const FIELDS_MARGIN = 1.5
const MAX_RECORD_BYTES = 1024 * 1024

type Row = Readonly<Record<string, unknown>>

/** How well one format reads the lines. */
export interface Candidate {
  readonly type: FormatType
  /** The part of the lines that it reads, 0 to 1. */
  readonly share: number
}

export interface Detection extends Candidate {
  /** Lines that were looked at. */
  readonly lines: number
  /** `sure`: nearly all of many lines, and no other format reads them; `likely`: nearly all; `guess`: some, or few lines; `none`: no format reads them. */
  readonly certainty: 'sure' | 'likely' | 'guess' | 'none'
  /** Other formats that read them as well, the better first. */
  readonly others: readonly FormatType[]
}

/**
 * What some formats have to show besides, because they would take nearly any text: told from the records and from the text. A format
 * without an entry reads nothing but its own.
 */
const SIGNS: Partial<Record<FormatType, (rows: readonly Row[], text: string) => number>> = {
  // Words alone are keys in logfmt, too.
  logfmt: (rows) => share(rows, (row) => own(row).filter(([, value]) => value !== true).length >= 2),
  // Any line that begins with a time has a word behind it that could be a host.
  syslog: (rows) => share(rows, (row) => row['app_name'] !== null || row['priority'] !== undefined),
  ltsv: (rows) => share(rows, (row) => own(row).length >= 2),
  csv: hasColumns,
  tsv: hasColumns,
  application: (rows) => share(rows, (row) => row['log_type'] === 'application'),
  klog: (_, text) => (/^[IWEF]\d{4} /m.test(text) ? 1 : 0),
  glog: (_, text) => (/^[IWEF]\d{8} /m.test(text) ? 1 : 0),
  cloudfront: (_, text) => (/^#Fields:.*x-edge-location/m.test(text) || !text.includes('#Fields:') ? 1 : 0),
  iis: (_, text) => (/^#Software: Microsoft|^#Fields:.*(?:sc-win32-status|s-sitename)/m.test(text) ? 1 : 0),
  w3c: (_, text) => (/^#Fields:/m.test(text) ? 1 : 0),
}

/** The order in which formats are preferred that read the same lines and tell as much of them: the narrower first. */
const ORDER: readonly FormatType[] = [
  'apache',
  'nginx',
  'nginx_ingress',
  'traefik',
  'caddy',
  'docker',
  'cri',
  'haproxy',
  'squid',
  'alb',
  'cloudfront',
  'iis',
  'w3c',
  'apache_error',
  'nginx_error',
  'klog',
  'glog',
  'syslog',
  'ltsv',
  'logfmt',
  'application',
  'tsv',
  'csv',
]
/** Formats that take so much that they count only where nothing else does. */
const LAST: ReadonlySet<FormatType> = new Set(['application', 'tsv', 'csv'])
/** A name that a person gives to a column. */
const COLUMN = /^[\p{L}_][\p{L}\p{N}_ ]{0,39}$/u

/**
 * Finds the format of a log from its first lines: each is tried with every format, and the one counts that reads the most of them, and tells the
 * most fields of them.
 * @param bytes the beginning of a log, or lines from within it
 * @param path a name in it (`nginx`, `httpd`) tells servers apart that write the same
 * @param events where lines are joined, and some of these are: the first line of each tells the format
 */
export function detectFormat(bytes: Uint8Array, path = '', events?: Events): Detection {
  const sample = sampleOf(events === undefined ? bytes : firstLines(bytes, events))
  const text = Buffer.from(sample).toString('utf8')
  const found = ORDER.map((type) => tryFormat(type, sample, text))
  const lines = Math.max(0, ...found.map((one) => one.lines))
  const fitting = found.filter((one) => one.share >= LEAST_SHARE)
  const named = namedBy(path)
  const best = fitting.reduce<(typeof fitting)[number] | undefined>((a, b) => {
    if (a === undefined) return b
    if (LAST.has(b.type)) return a
    if (b.type === named && b.share >= a.share) return b
    return b.fields > a.fields + FIELDS_MARGIN && b.share >= a.share - 0.05 ? b : a
  }, undefined)
  if (best === undefined) return { type: 'application', share: 0, lines, certainty: 'none', others: [] }
  const others = fitting.filter((one) => one !== best && one.share >= best.share && !LAST.has(one.type))
  const rivals = others.filter((one) => one.fields + FIELDS_MARGIN >= best.fields && best.type !== named)
  const certainty =
    best.share < 0.95 || lines < 3 ? 'guess' : rivals.length > 0 || lines < 10 ? 'likely' : 'sure'
  return { type: best.type, share: best.share, lines, certainty, others: rivals.map(({ type }) => type) }
}

function tryFormat(
  type: FormatType,
  sample: Uint8Array,
  text: string,
): Candidate & { fields: number; lines: number } {
  const component = FORMATS.find((one) => one.name === type)!
  const format = component.build({ format: undefined, keyField: null, metadata: false })
  const engine = new PlainEngine(format, null, MAX_RECORD_BYTES)
  const block = engine.parse({ bytes: sample, offset: 0, readAt: Date.now(), generation: '' })
  const rows = Array.from(
    { length: block.records },
    (_, i) =>
      JSON.parse(Buffer.from(block.bytes.subarray(block.start[i], block.end[i])).toString('utf8')) as Row,
  )
  const lines = block.lines - block.blanks
  const sign = SIGNS[type]
  const weight = sign === undefined ? 1 : rows.length === 0 ? 0 : sign(rows, text)
  const fields = rows.reduce((sum, row) => sum + own(row).filter(([, value]) => value !== null).length, 0)
  return {
    type,
    lines,
    share: lines === 0 ? 0 : (weight * rows.length) / lines,
    fields: fields / Math.max(1, rows.length),
  }
}

/** Whole lines from the beginning. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  let at = 0
  for (let n = 0; n < MOST_LINES && at < bytes.length && at < MOST_BYTES; n++) {
    const end = bytes.indexOf(0x0a, at)
    if (end < 0) {
      // A line that goes on behind the sample would look broken; the only one is all there is.
      return at === 0 ? bytes.subarray(0, MOST_BYTES) : bytes.subarray(0, at)
    }
    at = end + 1
  }
  return bytes.subarray(0, at)
}

/** The first line of each event. */
function firstLines(bytes: Uint8Array, { ends }: Events): Uint8Array {
  const lines: Uint8Array[] = []
  let start = 0
  for (const end of ends.subarray(0, MOST_LINES)) {
    lines.push(bytes.subarray(start, bytes.indexOf(0x0a, start) + 1 || end))
    start = end
  }
  return Buffer.concat(lines)
}

/** Two servers write the same by default: the folder of the log tells them apart. */
function namedBy(path: string): FormatType | undefined {
  if (/nginx/i.test(path)) return 'nginx'
  return /apache|httpd/i.test(path) ? 'apache' : undefined
}

function own(row: Row): [string, unknown][] {
  return Object.entries(row).filter(([name]) => name !== 'timestamp' && name !== 'log_type')
}

/** At least two rows of at least two columns with names. */
function hasColumns(rows: readonly Row[]): number {
  const names = own(rows[0]!).map(([name]) => name)
  return rows.length >= 2 && names.length >= 2 && names.every((name) => COLUMN.test(name)) ? 1 : 0
}

function share(rows: readonly Row[], has: (row: Row) => boolean): number {
  return rows.filter(has).length / rows.length
}
