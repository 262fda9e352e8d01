/**
 * `npm run page-load`: what the open page costs. Three parts, each printed with its figures:
 * 1. a real `kinetail stream` at --rate lines a second: the page's part of one core, and its heap;
 * 2. the same at --fast lines a second in a phone's size: frames a second, and the longest stall;
 * 3. a day of events, one each simulated second, as fast as the page takes them: its heap each simulated hour.
 * Needs a Chromium (KINETAIL_TEST_CHROMIUM, or where Debian has it). Exits with 3 where a bound is not kept.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { dashboardOf, openChromium } from './chromium.mjs'
import { root, setUp } from './setup.mjs'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    fast: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '60' },
    hours: { type: 'string', default: '24' },
  },
})
/** Of one core, of the page's process, while it is open. */
const MOST_OF_A_CORE = 0.05
/** Growth of the page's heap after the second simulated hour, in MiB. */
const MOST_GROWTH_MIB = 8
/** Frames a second in a phone's size, and ms of the longest time without one: what a person does not see as stuck. */
const FEWEST_FRAMES = 30
const LONGEST_STALL_MS = 250
/** Events a second of the simulated day: the browser draws at most 60 of them. */
const SIMULATED_PER_SECOND = 250

setUp()
const browser = await openChromium('--enable-precise-memory-info', '--js-flags=--expose-gc')
const bad = []
const seconds = Number(values.seconds)
try {
  await withStream(Number(values.rate), async (url, captured) => {
    const { core, heaps } = await watch(url, { width: 1280, height: 800 }, seconds)
    say(
      `at ${values.rate} lines a second, ${seconds} s: the page takes ${(core * 100).toFixed(1)} % of a core; heap ${heaps.map(mib).join(' → ')} MiB`,
    )
    check(core < MOST_OF_A_CORE, `the page takes more than ${MOST_OF_A_CORE * 100} % of a core`)
    await simulatedDay(captured, Number(values.hours))
  })
  await withStream(Number(values.fast), async (url) => {
    const { frames, stall } = await watch(`${url}#/tail`, { width: 390, height: 844 }, Math.min(seconds, 20))
    say(
      `at ${values.fast} lines a second, 390 pixels wide, live tail: ${frames.toFixed(0)} frames a second, longest stall ${stall.toFixed(0)} ms`,
    )
    check(frames >= FEWEST_FRAMES && stall <= LONGEST_STALL_MS, 'the phone-sized page is not smooth')
  })
} finally {
  await browser.close()
}
for (const words of bad) say(`not kept: ${words}`)
process.exitCode = bad.length > 0 ? 3 : 0

/** Opens a page, lets it settle, and looks at it for so long. */
async function watch(url, viewport, forSeconds) {
  const page = await browser.newPage({ viewport })
  await page.goto(url)
  await page.waitForSelector('[data-state="live"]')
  await page.waitForTimeout(5000)
  const session = await browser.newBrowserCDPSession()
  const cpu = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, one) => sum + one.cpuTime, 0)
  }
  const heaps = [await heapOf(page)]
  const before = await cpu()
  const began = performance.now()
  const drawn = await page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const start = performance.now()
        let last = start
        let frames = 0
        let stall = 0
        const frame = (now) => {
          frames++
          stall = Math.max(stall, now - last)
          last = now
          if (now - start < ms) requestAnimationFrame(frame)
          else resolve({ frames: (frames * 1000) / (now - start), stall })
        }
        // Counting frames makes the browser draw them all: where only the cost is asked for, nobody counts.
        if (innerWidth < 600) requestAnimationFrame(frame)
        else setTimeout(() => resolve({ frames: 0, stall: 0 }), ms)
      }),
    forSeconds * 1000,
  )
  const core = ((await cpu()) - before) / ((performance.now() - began) / 1000)
  heaps.push(await heapOf(page))
  await page.close()
  return { ...drawn, core, heaps }
}

/** After a collection, in bytes. */
function heapOf(page) {
  return page.evaluate(() => {
    globalThis.gc?.()
    return performance.memory.usedJSHeapSize
  })
}

/** A day of events made of a real one, a second of the day each. */
async function simulatedDay(now, hours) {
  const web = join(root, 'dist', 'web')
  const types = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
  }
  const files = new Map(
    readdirSync(web, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name).slice(web.length), join(parentPath, name)]),
  )
  let second = 0
  const total = hours * 3600
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1')
    const file = files.get(pathname === '/' ? '/index.html' : pathname)
    if (file) {
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
      response.end(readFileSync(file))
    } else if (pathname === '/api/events') {
      response.setHeader('content-type', 'text/event-stream')
      const timer = setInterval(() => {
        for (let i = 0; i < SIMULATED_PER_SECOND / 50 && second < total; i++)
          response.write(eventsOf(now, second++))
      }, 20)
      response.on('close', () => clearInterval(timer))
    } else response.writeHead(404).end('{}')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`http://127.0.0.1:${server.address().port}/#/tail`)
  const heaps = []
  for (let hour = 1; hour <= hours; hour++) {
    while (second < hour * 3600) await new Promise((resolve) => setTimeout(resolve, 100))
    heaps.push(await heapOf(page))
  }
  await page.close()
  server.closeAllConnections()
  server.close()
  const growth = (heaps.at(-1) - heaps[Math.min(1, heaps.length - 1)]) / 1024 ** 2
  say(
    `${hours} simulated hours of events: heap ${heaps.map(mib).join(' ')} MiB; ${growth.toFixed(1)} MiB more than after hour 2`,
  )
  check(growth < MOST_GROWTH_MIB, `the page's heap grew by more than ${MOST_GROWTH_MIB} MiB`)
}

/** What comes in one second: the figures, and 20 lines for the tail. */
function eventsOf(now, second) {
  const time = now.time + second * 1000
  const rates = {
    ...now.rates,
    lines_per_second: 900 + (second % 200),
    records_per_second: 890 + (second % 210),
  }
  const entries = Array.from({ length: 20 }, (_, i) => ({
    id: second * 20 + i,
    time,
    source: '/var/log/access.log',
    kind: i === 7 ? 'rejected' : 'record',
    text: `{"path":"/item/${second}/${i}","status_code":200}`,
    reason: i === 7 ? 'bad_address' : null,
    column: i === 7 ? 3 : null,
  }))
  return `event: now\ndata: ${JSON.stringify({ ...now, time, rates })}\n\nevent: tail\nid: ${now.boot}-${second}\ndata: ${JSON.stringify(entries)}\n\n`
}

/** Runs a real `kinetail demo` with so many lines a second. */
async function withStream(rate, use) {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-page-load-'))
  const words = [
    'demo',
    '--rate',
    String(rate),
    '--shard-count',
    String(Math.ceil(rate / 500)),
    '--dashboard',
    '0',
    '--pack',
    'lines',
  ]
  const demo = spawn(process.execPath, [join(root, 'bin', 'kinetail.js'), ...words], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const url = await dashboardOf(demo)
    let now
    do {
      await new Promise((resolve) => setTimeout(resolve, 500))
      now = await (await fetch(`${url}api/now`)).json()
    } while (!(now.rates?.records_per_second > 0))
    await use(url, now)
  } finally {
    const ended = new Promise((resolve) => demo.once('exit', resolve))
    demo.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

function mib(bytes) {
  return (bytes / 1024 ** 2).toFixed(1)
}

function say(words) {
  process.stdout.write(`${words}\n`)
}

function check(kept, words) {
  if (!kept) bad.push(words)
}
