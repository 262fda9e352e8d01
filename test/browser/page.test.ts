import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Now, StatisticsJson } from '../../src/serve/api.ts'
import { cleanUp, jsonLines, until } from '../e2e/support.ts'
import { CHROMIUM, faultsOf, launch, NO_CHROMIUM } from './chromium.ts'
import { line, rig } from './rig.ts'

/** Evaluated, not added as a script: the page's content security policy forbids scripts of others. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const VIEWS = ['overview', 'traffic', 'delivery', 'failures', 'tail', 'sql', 'alerts'] as const
/** Written before anybody looks. */
const LINES = 400
const HOSTILE = `10.9.9.9 - - [15/Jan/2024:10:30:46 +0000] "GET /x HTTP/1.1" 200 1 "-" "<script>globalThis.taken=1</script><img src=x onerror=globalThis.taken=1>"`
/** Clears the screen, and turns the direction of what follows. */
const BROKEN = `\u001b[2J\u001b]0;title\u0007\u202etxet <b>bold</b>`

describe.skipIf(CHROMIUM === undefined)(`the page in Chromium${CHROMIUM ? '' : `: ${NO_CHROMIUM}`}`, () => {
  let browser: Browser
  let shown: Awaited<ReturnType<typeof rig>>

  beforeAll(async () => {
    ;[browser, shown] = await Promise.all([launch(), rig()])
    shown.write(Array.from({ length: LINES }, (_, at) => line(`/page/${at % 7}`, at % 10 === 0 ? 500 : 200)))
    await until('all is sent', async () => (await shown.now()).statistics?.ledger.sent === LINES || undefined)
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await cleanUp()
  })

  async function open(hash: string = '', options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options })
    // What the page was told last, so that its figures can be compared with those of the same instant.
    await page.addInitScript(() => {
      const Original = globalThis.EventSource
      globalThis.EventSource = class extends Original {
        constructor(...words: ConstructorParameters<typeof Original>) {
          super(...words)
          this.addEventListener('now', ({ data }) => Object.assign(globalThis, { told: JSON.parse(data) }))
        }
      }
    })
    await page.goto(`${shown.url}${hash}`)
    await page.waitForSelector('[data-state="live"]')
    return page
  }

  it('shows the numbers of /api and of the statistics block', async () => {
    const page = await open('#/overview')
    const faults = faultsOf(page)
    // Nothing moves: what is drawn, what was told, /api and the block on standard output are about the same.
    const figures = await until('the figures are those of the answer', async () => {
      const [drawn, told] = await page.evaluate(async () => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        const elements = [...document.querySelectorAll<HTMLElement>('[data-figure]')]
        const texts = elements.map(({ dataset, textContent }) => [dataset['figure'], textContent.trim()])
        return [Object.fromEntries(texts), (globalThis as unknown as { told: unknown }).told]
      })
      const { statistics, rates } = told as Now
      return rates.lines_per_second === 0 && statistics !== null ? { drawn, told: told as Now } : undefined
    })
    const { drawn, told } = figures
    const statistics = told.statistics!
    const asked = await shown.now()
    const printed = jsonLines<StatisticsJson>(shown.running.stdout()).at(-1)!
    for (const source of [asked.statistics!, printed]) {
      expect(source.ledger).toEqual(statistics.ledger)
      expect(source.lines_processed).toBe(statistics.lines_processed)
      expect(source.dead_letters).toBe(statistics.dead_letters)
      expect(source.queue_size).toBe(statistics.queue_size)
    }
    expect(statistics.ledger.read).toBe(LINES)
    for (const column of ['read', 'sent', 'dead_lettered', 'filtered', 'in_flight'] as const)
      expect(numberOf(drawn[`ledger.${column}`])).toBe(statistics.ledger[column])
    expect(numberOf(drawn['queue_size'])).toBe(statistics.queue_size)
    expect(numberOf(drawn['dead_letters'])).toBe(statistics.dead_letters)
    expect(numberOf(drawn['parse_success'])).toBeCloseTo(told.rates.parse_success! * 100, 1)
    expect(faults).toEqual([])
    await page.close()
  })

  it('follows live, and keeps range, view and filter in its link', async () => {
    const page = await open('#/tail?range=300')
    const faults = faultsOf(page)
    shown.write([line('/fresh/one', 503), line('/fresh/two', 200)])
    await page.waitForFunction(() => document.querySelector('.tail')?.textContent?.includes('/fresh/two'))
    await page.fill('input[type=search]', 'status_code>=500 path:/fresh')
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll('.tail li')]
      return rows.length === 1 && rows[0]?.textContent?.includes('/fresh/one')
    })
    const kept = new URL(page.url()).hash
    const again = await open(kept)
    await again.waitForFunction(() => document.querySelectorAll('.tail li').length === 1)
    expect(await again.inputValue('input[type=search]')).toBe('status_code>=500 path:/fresh')
    expect(await again.locator('select').first().inputValue()).toBe('300')
    // Paused, it stays as it is, and says how much came since.
    await again.getByRole('button', { name: 'Pause' }).click()
    shown.write([line('/fresh/three', 500)])
    await again.waitForFunction(() => document.querySelector('.paused')?.textContent?.includes('1 lines'))
    expect(await again.locator('.tail li').count()).toBe(1)
    await again.getByRole('button', { name: 'Go on' }).click()
    await again.waitForFunction(() => document.querySelectorAll('.tail li').length === 2)
    expect(faults).toEqual([])
    await Promise.all([page.close(), again.close()])
  })

  it('runs SQL, draws its rows, and says where a statement is wrong', async () => {
    const page = await open('#/sql')
    const faults = faultsOf(page, /status of 4\d\d/)
    await page.fill(
      'textarea',
      "SELECT path, count(*) AS hits FROM logs WHERE path LIKE '/page/%' GROUP BY path",
    )
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.waitForSelector('.sql-answer .scroll tbody tr')
    const rows = await page.locator('.sql-answer .scroll tbody tr').allTextContents()
    // 400 lines over seven paths: 58 for the first, 57 for the others.
    expect(rows.map((row) => row.replace(/^.*(\d)(\d\d)$/, '$1 $2')).sort()).toEqual(
      Array.from({ length: 7 }, (_, at) => `${at} ${at === 0 ? 58 : 57}`),
    )
    await page.waitForSelector('.sql-answer .u-over')
    await page.fill('textarea', 'SELECT pth FROM logs')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('.sql-error')
    const said = await page.locator('.sql-error').textContent()
    expect(said).toContain('line 1, column 8')
    expect(said).toContain('path')
    expect(new URL(page.url()).hash).toContain('sql=SELECT+pth')
    expect(faults).toEqual([])
    await page.close()
  })

  it('shows hostile log text as text', async () => {
    const page = await open('#/tail')
    const faults = faultsOf(page)
    shown.write([HOSTILE, BROKEN])
    await page.waitForFunction(() => document.querySelector('.tail')?.textContent?.includes('<script>'))
    await page.waitForFunction(() => document.querySelector('.tail')?.textContent?.includes('\\x1b[2J'))
    for (const view of VIEWS) {
      await page.goto(`${shown.url}#/${view}`)
      await page.waitForSelector(`main[data-view=${view}]`)
      const found = await page.evaluate(() => ({
        taken: 'taken' in globalThis,
        scripts: document.querySelectorAll('main script, main img, main b').length,
        controls: /(?![\t\n])[\p{Cc}\p{Cf}]/u.test(document.body.textContent ?? ''),
      }))
      expect(found, view).toEqual({ taken: false, scripts: 0, controls: false })
    }
    await page.goto(`${shown.url}#/failures`)
    await page.waitForFunction(() => document.querySelector('.pointed')?.textContent?.includes('\\x1b[2J'))
    expect(faults).toEqual([])
    await page.close()
  })

  it('shows an alert within two seconds of its line', async () => {
    const page = await open('#/alerts')
    const faults = faultsOf(page)
    await page.waitForSelector('.rules li.ok')
    // On a machine busy with other tests one alert may be late: each has a group of its own, and one in time is the proof.
    let inTime = false
    for (let attempt = 0; attempt < 4 && !inTime; attempt++) {
      const agent = `agent-${attempt}`
      shown.write([line('/on/fire', 200, agent)])
      const fired = page.locator('[data-alert=fired]', { hasText: agent })
      inTime = await fired.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      )
    }
    expect(inTime).toBe(true)
    await page.waitForSelector('.rules li.firing')
    await page.waitForFunction(() => document.querySelector('nav .mark') !== null)
    expect(faults).toEqual([])
    await page.close()
  })

  it('speaks Korean when it is asked to, and to a Korean browser', async () => {
    const page = await open('#/overview')
    await page.selectOption('select:has(option[value=ko])', 'ko')
    await page.waitForFunction(() => document.documentElement.lang === 'ko')
    expect(await page.locator('nav').textContent()).toContain('개요')
    expect(await page.locator('main').textContent()).toContain('초당 라인 수')
    const korean = await open('#/failures', { locale: 'ko-KR' })
    expect(await korean.locator('h2').first().textContent()).toBe('파싱하지 못한 줄')
    await Promise.all([page.close(), korean.close()])
  })

  it('can be used by keyboard alone', async () => {
    const page = await open('#/overview')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('figures')
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    // On to the views: the link that has the focus is opened by Enter.
    for (let steps = 0; steps < 20; steps++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Live tail') break
    }
    await page.keyboard.press('Enter')
    await page.waitForSelector('main[data-view=tail]')
    const ringed = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    expect(ringed).toBe('solid')
    await page.close()
  })

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'has nothing serious for axe, nor anything too wide: %s, %d pixels',
    async (colorScheme, width) => {
      const page = await open('', { colorScheme, viewport: { width, height: 844 } })
      for (const view of VIEWS) {
        await page.goto(`${shown.url}#/${view}`)
        await page.waitForSelector(`main[data-view=${view}]`)
        await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
        await page.evaluate(AXE)
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
          const { violations } = await axe.run()
          return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        })
        expect(
          found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          view,
        ).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(
          width,
        )
      }
      await page.close()
    },
  )

  it('does not move what is there when figures come', async () => {
    const page = await open('#/overview')
    await page.waitForSelector('.u-over')
    const moved = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value
          }).observe({ type: 'layout-shift', buffered: true })
          // Two more turns of figures.
          let turns = 0
          const source = new EventSource('/api/events?tail=0')
          source.addEventListener('now', () => {
            turns++
            if (turns < 3) return
            source.close()
            resolve(sum)
          })
        }),
    )
    // What the Web Vitals call good.
    expect(moved).toBeLessThan(0.1)
    await page.close()
  })

  it('says that it is disconnected, and goes on when the server is there again', async () => {
    const page = await open('#/overview')
    const before = (await shown.now()).boot
    shown.running.child.kill('SIGTERM')
    await shown.running.finished
    await page.waitForSelector('[data-state="lost"]')
    expect(await page.locator('.banner').textContent()).toContain('goes on by itself')
    const again = await shown.again()
    again.write([line('/after/restart')])
    await page.waitForSelector('[data-state="live"]')
    await page.waitForFunction((boot) => (globalThis as unknown as { told: Now }).told.boot !== boot, before)
    await page.waitForFunction(
      () => document.querySelector('[data-figure="ledger.read"]')?.textContent === '1',
    )
    await page.close()
  })
})

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

function numberOf(written: string | undefined): number {
  return Number((written ?? '').replaceAll(',', '').replace(/ .*$/, ''))
}
