/**
 * `npm run screenshots`: pictures of the dashboard for the docs, of a run with real traffic (`kinetail demo`), into docs/images.
 * Needs a Chromium (KINETAIL_TEST_CHROMIUM, or where Debian has it); with fonts for Korean, the Korean picture is readable.
 */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { dashboardOf, openChromium } from './chromium.mjs'
import { root, setUp } from './setup.mjs'

const TRAFFIC = ['--rate', '400', '--malformed', '0.004', '--shard-count', '2', '--dashboard', '0']
/** Seconds of traffic before the first picture: enough for the charts to have a shape. */
const WARM_SECONDS = 75
const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
const VIEWS = ['overview', 'traffic', 'delivery', 'failures', 'tail', 'sql']

setUp()
const demo = spawn(process.execPath, [join(root, 'bin', 'kinetail.js'), 'demo', ...TRAFFIC], {
  stdio: ['ignore', 'ignore', 'pipe'],
})
const browser = await openChromium()
try {
  const url = await dashboardOf(demo)
  console.error(`${WARM_SECONDS} s of traffic …`)
  await new Promise((resolve) => setTimeout(resolve, WARM_SECONDS * 1000))
  const folder = join(root, 'docs', 'images')
  mkdirSync(folder, { recursive: true })
  for (const [size, viewport] of Object.entries(SIZES))
    for (const colorScheme of ['light', 'dark'])
      await picture(
        url,
        'overview',
        { viewport, colorScheme },
        join(folder, `overview-${size}-${colorScheme}.png`),
      )
  for (const view of VIEWS.slice(1))
    await picture(url, view, { viewport: SIZES.wide }, join(folder, `${view}.png`))
  await picture(url, 'overview', { viewport: SIZES.wide, locale: 'ko-KR' }, join(folder, 'overview-ko.png'))
} finally {
  await browser.close()
  demo.kill('SIGTERM')
}

async function picture(url, view, options, path) {
  const page = await browser.newPage(options)
  await page.goto(`${url}#/${view}?range=60`)
  await page.waitForSelector('[data-state="live"]')
  if (view === 'sql') {
    await page.locator('form.sql button.main').click()
    await page.waitForSelector('.sql-answer .scroll tbody tr')
  }
  // The ring is asked for once a second; a picture without its lines would show nothing.
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
  await page.waitForTimeout(1500)
  await page.screenshot({ path })
  await page.close()
  console.error(path.slice(root.length + 1))
}
