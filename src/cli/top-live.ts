import { emitKeypressEvents } from 'node:readline'
import { language } from '../messages/messages.ts'
import type { Failures, Now } from '../serve/api.ts'
import { endOnSignal } from './end-on-signal.ts'
import { painter, wantsColor } from './terminal-text.ts'
import type { TopClient } from './top-client.ts'
import { type PageWords, type TopState, topScreen } from './top-screen.ts'

/** Another screen than the one that the person had, and no cursor; and back (xterm's private modes). */
const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
/** To the first place; clears the rest of the line; clears what is below. */
const HOME = '\u001b[H'
const REST_OF_LINE = '\u001b[K'
const BELOW = '\u001b[J'

const VIEWS = 4
const MINUTE = 60
/** How often the groups of failures are asked for while they are looked at, in ms. */
const FAILURES_MS = 5000

interface Key {
  readonly name?: string
  readonly ctrl?: boolean
  readonly shift?: boolean
  readonly sequence?: string
}

/** Shows the screen live until `q`, Ctrl-C or a signal; the terminal is then as it was. */
export async function runTop(
  client: TopClient,
  first: Now,
  lines: Record<keyof TopState['lines'], (number | null)[]>,
  page: PageWords,
): Promise<void> {
  const { stdout, stdin } = process
  const paint = painter(wantsColor(stdout, process.env))
  const ending = new AbortController()
  const disposeSignals = endOnSignal(ending)
  let state: TopState = { now: first, lines, view: 0, paused: false, keys: true }
  let failuresAt = 0

  const draw = (): void => {
    // A slow line gets the next screen, not all of them.
    if (stdout.writableNeedDrain || ending.signal.aborted) return
    const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 }
    const rows = topScreen(state, page, paint, size)
    stdout.write(`${HOME}${rows.map((row) => `${row}${REST_OF_LINE}`).join('\r\n')}${BELOW}`)
  }
  const change = (some: Partial<TopState>): void => {
    state = { ...state, ...some }
    draw()
  }
  const askFailures = (): void => {
    if (state.view !== VIEWS - 1 || Date.now() - failuresAt < FAILURES_MS) return
    failuresAt = Date.now()
    client.get<Failures>(`api/failures?lang=${language}`, ending.signal).then(
      (failures) => change({ failures }),
      // The connection is told of elsewhere.
      () => {},
    )
  }
  const onNow = (now: Now): void => {
    const { rates } = now
    const push = (values: (number | null)[], value: number | null): void => {
      values.push(value)
      if (values.length > MINUTE) values.shift()
    }
    push(lines.lines, rates.lines_per_second)
    push(lines.records, rates.records_per_second)
    push(lines.latency, rates.latency_ms?.p95 ?? null)
    push(lines.errors, rates.errors_per_second)
    askFailures()
    if (state.paused) state = { ...state, lostAt: undefined }
    else change({ now, lostAt: undefined })
  }
  const onKey = (_: string | undefined, { name, ctrl, shift, sequence }: Key): void => {
    if (name === 'q' || (ctrl && name === 'd')) ending.abort()
    else if (ctrl && name === 'c') {
      process.exitCode = 130
      ending.abort()
    } else if (name === 'p' || name === 'space') change({ paused: !state.paused })
    else if (name === 'tab') change({ view: (state.view + (shift ? VIEWS - 1 : 1)) % VIEWS })
    else if (sequence !== undefined && /^[1-4]$/.test(sequence)) change({ view: Number(sequence) - 1 })
    askFailures()
  }

  const leave = (): void => {
    if (stdin.isTTY) stdin.setRawMode(false)
    stdout.write(LEAVE)
  }
  // However the process ends, the terminal is given back.
  process.once('exit', leave)
  stdout.write(ENTER)
  if (stdin.isTTY) {
    emitKeypressEvents(stdin)
    stdin.setRawMode(true)
    stdin.on('keypress', onKey).resume()
  }
  stdout.on('resize', draw)
  draw()
  try {
    await client.follow(onNow, (at) => change({ lostAt: at }), ending.signal)
  } finally {
    stdout.off('resize', draw)
    stdin.off('keypress', onKey).pause()
    process.off('exit', leave)
    leave()
    disposeSignals()
  }
}
