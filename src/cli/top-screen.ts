import { formatDuration, formatSize } from '../base/units.ts'
import { reasonText } from '../format/explain/words.ts'
import type { web } from '../messages/en/web.ts'
import { text } from '../messages/messages.ts'
import type { Failures, Now, ReasonJson } from '../serve/api.ts'
import { columnsOf, fitColumns } from '../stats/display-width.ts'
import { type Color, harmless, type Paint } from './terminal-text.ts'

/** What the screen shows, beside its size. */
export interface TopState {
  readonly now: Now
  /** The last minute of the figures that have a line, a value a second, the oldest first; null where nothing was measured. */
  readonly lines: Readonly<Record<'lines' | 'records' | 'latency' | 'errors', readonly (number | null)[]>>
  /** Groups of lines that did not parse; undefined until they came. */
  readonly failures?: Failures | undefined
  /** 0 to 3: overview, files, shards, failures. */
  readonly view: number
  readonly paused: boolean
  /** Since when there is no connection, ms since the epoch. */
  readonly lostAt?: number | undefined
  /** On a terminal the keys are told. */
  readonly keys: boolean
}

/** Words that the page of the dashboard has too. */
export type PageWords = typeof web

/** A line in parts, so that it can be cut before it is painted. */
type Part = readonly [words: string, color?: Color]

const MARKS = { ok: ['✔', 'green'], warn: ['▲', 'yellow'], bad: ['✖', 'red'] } as const satisfies Record<
  string,
  readonly [string, Color]
>
const BARS = '▁▂▃▄▅▆▇█'
/** Places of a line of bars, and those of names on a narrow screen. */
const TREND = 20
const LEAST_NAME = 16
/** From this part of its limits on a shard is about to refuse. */
const HOT = 0.9

/** The whole screen, at most `rows` lines of `columns`. Nothing that came from logs can act on the terminal. */
export function topScreen(
  state: TopState,
  page: PageWords,
  paint: Paint,
  size: { readonly columns: number; readonly rows: number },
): string[] {
  const { columns, rows } = size
  const foot = state.keys ? [tabs(state)] : []
  const head = [title(state, page), ...verdict(state.now, page)]
  const body = [
    () => [...figures(state, page), ...lists(state, columns, rows - head.length - foot.length - 9)],
    () => files(state.now, columns, Infinity),
    () => shards(state.now, columns, Infinity),
    () => failures(state, Infinity),
  ][state.view]!()
  const shown = [...head, [] as Part[], ...body].slice(0, Math.max(1, rows - foot.length))
  if (state.keys) while (shown.length < rows - foot.length) shown.push([])
  return [...shown, ...foot].map((line) => painted(line, columns, paint))
}

function painted(line: readonly Part[], columns: number, paint: Paint): string {
  let room = columns
  return line
    .map(([words, color]) => {
      const fitting = fitColumns(words, room)
      room -= columnsOf(fitting)
      return color === undefined || fitting === '' ? fitting : paint(color, fitting)
    })
    .join('')
    .trimEnd()
}

function title({ now, lostAt, paused, keys }: TopState, page: PageWords): Part[] {
  const { top } = text
  const up = top.up(formatDuration(Math.max(0, now.time - now.started)))
  const where = [
    `${now.stream} (${now.region})`,
    page.modes[now.mode],
    now.host,
    `kinetail ${now.version}`,
    up,
  ]
  const state: Part =
    lostAt !== undefined
      ? [`○ ${top.lost(clock(lostAt))}`, 'red']
      : paused
        ? [`‖ ${top.paused}`, 'yellow']
        : [`● ${top.live}`, 'green']
  const rest = `${harmless(where.join('  '))}  ${clock(now.time)}`
  // What is printed once is not live.
  return keys ? [state, [`  ${rest}`]] : [[rest]]
}

/** A sign, a colour and words: none of them alone. */
function verdict({ verdict: { level, idle, reasons } }: Now, page: PageWords): Part[][] {
  const [mark, color] = MARKS[level]
  const words = level === 'ok' && idle ? page.verdict.idle : page.verdict[level]
  return [[[`${mark} ${words}`, color]], ...reasons.slice(0, 5).map((reason) => because(reason, page))]
}

function because({ code, level, count, since, where }: ReasonJson, page: PageWords): Part[] {
  const [mark, color] = MARKS[level]
  const told =
    code === 'behind' ? formatDuration(count * 1000) : code === 'destroyed' ? formatSize(count) : whole(count)
  const places = where
    .map((name) => (code === 'parse_failures' ? (reasonText(name) ?? name) : name))
    .join(', ')
  const sentence = page.reasons[code](told, places)
  return [[`  ${mark} `, color], [harmless(sentence)], [` (${page.since(clock(since))})`, 'dim']]
}

function figures({ now, lines }: TopState, page: PageWords): Part[][] {
  const { top } = text
  const { rates, statistics, reading } = now
  const { tiles, hints } = page
  const latency = rates.latency_ms
  const isReading = statistics === null
  const total = statistics?.lines_processed ?? reading?.events ?? 0
  const behindMs = isReading ? (reading?.behind_ms ?? 0) : statistics.lag_seconds * 1000
  const rows: readonly (readonly [name: string, value: string, line: string, hint: string])[] = [
    [tiles.lines, tenths(rates.lines_per_second), bars(lines.lines), top.inAll(whole(total))],
    [
      isReading ? tiles.recordsRead : tiles.records,
      tenths(rates.records_per_second),
      bars(lines.records),
      top.inAll(whole(statistics?.records_sent ?? reading?.records ?? 0)),
    ],
    [
      isReading ? tiles.latencyRead : tiles.latency,
      latency === null ? '-' : formatDuration(latency.p95),
      bars(lines.latency),
      latency === null ? '' : hints.latency(formatDuration(latency.p50), formatDuration(latency.p99)),
    ],
    [
      tiles.errors,
      tenths(rates.errors_per_second),
      bars(lines.errors),
      `${tiles.success} ${rates.parse_success === null ? '-' : percent(rates.parse_success)}`,
    ],
    [
      isReading ? tiles.behind : tiles.lag,
      formatDuration(behindMs),
      '',
      isReading ? '' : hints.lag(formatSize(statistics.lag_bytes)),
    ],
  ]
  const width = Math.max(...rows.map(([name]) => columnsOf(name)))
  const told = rows.map(([name, value, line, hint]): Part[] => [
    [`${padded(name, width)}  `],
    [value.padStart(11), 'cyan'],
    [`  ${line.padEnd(TREND)}  `],
    [hint, 'dim'],
  ])
  if (statistics === null) return now.mode === 'read' ? told : [...told, [[top.starting, 'dim']]]
  const { ledger } = page
  const { read, sent, dead_lettered, filtered, in_flight } = statistics.ledger
  const sum = `${ledger.read} ${whole(read)} = ${ledger.sent} ${whole(sent)} + ${ledger.dead_lettered} ${whole(dead_lettered)} + ${ledger.filtered} ${whole(filtered)} + ${ledger.in_flight} ${whole(in_flight)}`
  return [...told, [[`${padded(ledger.title, width)}  ${sum}`]]]
}

/** What has room below the figures: the busiest of each. */
function lists(state: TopState, columns: number, room: number): Part[][] {
  const each = Math.max(2, Math.floor((room - 6) / 3))
  return [
    [],
    ...files(state.now, columns, each),
    [],
    ...shards(state.now, columns, Math.min(each, 6)),
    [],
    ...failures(state, Math.min(each, 5)),
  ]
}

function files(
  { files, files_total, hosts, hosts_total, mode }: Now,
  columns: number,
  most: number,
): Part[][] {
  const { columns: head } = text.top
  const name = Math.max(LEAST_NAME, columns - 2 - 12 - 12 - 12 - TREND - 2)
  const isHosts = mode === 'read'
  const all = isHosts
    ? hosts.map((host) => ({
        name: host.name,
        rate: host.records_per_second,
        behind: host.lag_seconds === null ? '-' : formatDuration(host.lag_seconds * 1000),
        bytes: '',
        trend: host.trend,
      }))
    : files.map((file) => ({
        name: file.name,
        rate: file.lines_per_second,
        behind: formatDuration(file.lag_seconds * 1000),
        bytes: formatSize(file.lag_bytes),
        trend: file.trend,
      }))
  const total = isHosts ? hosts_total : files_total
  const rows = all.slice(0, most)
  return [
    heading([
      padded(isHosts ? head.host : head.file, name),
      right(head.rate, 12),
      right(head.behind, 12),
      right('', 12),
      `  ${head.trend}`,
    ]),
    ...rows.map((row): Part[] => [
      [padded(ending(harmless(row.name), name), name)],
      [right(tenths(row.rate), 12), 'cyan'],
      [`${right(row.behind, 12)}${right(row.bytes, 12)}  ${bars(row.trend)}`],
    ]),
    ...rest(total - rows.length, rows.length),
  ]
}

function shards({ shards }: Now, columns: number, most: number): Part[][] {
  const { columns: head } = text.top
  const name = Math.max(LEAST_NAME, columns - 2 - 12 - 8 - 12 - 8 - TREND - 2)
  const rows = [...shards]
    .sort((a, b) => (b.heat ?? 0) - (a.heat ?? 0) || b.records_per_second - a.records_per_second)
    .slice(0, most)
  return [
    heading([
      padded(head.shard, name),
      right(head.rate, 12),
      right(head.heat, 8),
      right(head.throttled, 12),
      right(head.batch, 8),
      `  ${head.trend}`,
    ]),
    ...rows.map((shard): Part[] => {
      const heat = shard.heat === null ? '-' : `${Math.round(shard.heat * 100)}%`
      return [
        [padded(ending(harmless(shard.name), name), name)],
        [right(tenths(shard.records_per_second), 12), 'cyan'],
        (shard.heat ?? 0) > HOT ? [right(heat, 8), 'red'] : [right(heat, 8)],
        [right(whole(shard.throttles_last_minute), 12)],
        [
          `${right(shard.statistics === null ? '-' : whole(shard.statistics.batch_size), 8)}  ${bars(shard.trend)}`,
        ],
      ]
    }),
    ...rest(shards.length - rows.length, rows.length),
  ]
}

/** By reason; in its own view each group with its example and what would make it parse. */
function failures({ now, failures: known, view }: TopState, most: number): Part[][] {
  const { columns: head, fix } = text.top
  const reasons = Object.entries(now.statistics?.reject_reasons ?? {}).sort(([, a], [, b]) => b - a)
  const shown = reasons.slice(0, most)
  const rows: Part[][] = [
    heading([right(head.count, 12), `  ${head.reason}`]),
    ...shown.map(([reason, count]): Part[] => [
      [right(whole(count), 12), 'yellow'],
      [`  ${harmless(reasonText(reason) ?? reason)}`],
    ]),
    ...rest(reasons.length - shown.length, shown.length),
  ]
  if (view !== 3) return rows
  for (const group of known?.groups ?? []) {
    rows.push(
      [],
      [
        [right(whole(group.count), 12), 'yellow'],
        [`  ${harmless(`${group.type}: ${group.reason_text}`)}`],
        [harmless(`  ${group.example.file}:${group.example.offset}`), 'dim'],
      ],
      [[`${' '.repeat(14)}${harmless(group.example.line)}`]],
      [
        [
          `${' '.repeat(14)}${harmless(group.fix === null ? group.explain : fix(group.fix.command))}`,
          'green',
        ],
      ],
    )
  }
  return rows
}

function tabs({ view, now }: TopState): Part[] {
  const { views, hosts, keys } = text.top
  const names = views.map((name, i) => (i === 1 && now.mode === 'read' ? hosts : name))
  return [
    ...names.map((name, i): Part => (i === view ? [`[${i + 1} ${name}] `, 'cyan'] : [` ${i + 1} ${name}  `])),
    [`  ${keys}`, 'dim'],
  ]
}

function heading(cells: readonly string[]): Part[] {
  return [[cells.join(''), 'dim']]
}

function rest(count: number, shown: number): Part[][] {
  if (shown === 0) return [[[text.top.none, 'dim']]]
  return count > 0 ? [[[text.top.more(whole(count)), 'dim']]] : []
}

/** A bar for each value, the newest last; of more values than places, the largest of each few. */
export function bars(values: readonly (number | null)[]): string {
  const each = Math.max(1, Math.ceil(values.length / TREND))
  const places: (number | null)[] = []
  for (let end = values.length; end > 0; end -= each) {
    const known = values.slice(Math.max(0, end - each), end).filter((value) => value !== null)
    places.unshift(known.length === 0 ? null : Math.max(...known))
  }
  const most = Math.max(...places.map((value) => value ?? 0))
  return places
    .map((value) => {
      if (value === null) return ' '
      return BARS[most <= 0 ? 0 : Math.min(BARS.length - 1, Math.round((value / most) * (BARS.length - 1)))]
    })
    .join('')
}

/** The end of a name that is too long: of a path it tells more. */
function ending(name: string, columns: number): string {
  if (columnsOf(name) <= columns - 1) return name
  const reversed = [...name].reverse().join('')
  return `…${[...fitColumns(reversed, columns - 2)].reverse().join('')}`
}

function padded(words: string, columns: number): string {
  return words + ' '.repeat(Math.max(0, columns - columnsOf(words)))
}

function right(words: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(words))) + words
}

/** `20:04:10`, of this machine's clock. */
function clock(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB')
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

function tenths(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
}

/** Never 100 while one is missing. */
function percent(part: number): string {
  return part === 1 ? '100%' : `${(Math.floor(part * 10_000) / 100).toFixed(2)}%`
}
