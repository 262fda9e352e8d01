import { existsSync, readFileSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** What the scripts that look at the dashboard know as well: see scripts/chromium.mjs. */
const { places, arguments: words } = JSON.parse(
  readFileSync(new URL('../../scripts/chromium.json', import.meta.url), 'utf8'),
) as { readonly places: readonly string[]; readonly arguments: string[] }

/** Where a Chromium is; undefined where there is none. */
export const CHROMIUM: string | undefined = [process.env['KINETAIL_TEST_CHROMIUM'] ?? '', ...places].find(
  (path) => path !== '' && existsSync(path),
)

export const NO_CHROMIUM =
  'no Chromium is installed (Debian: apt-get install chromium), and KINETAIL_TEST_CHROMIUM names none'

export function launch(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(NO_CHROMIUM)
  return chromium.launch({ executablePath: CHROMIUM, args: words })
}

/** A fault of the page fails the test that sees it: errors of scripts, of the content security policy, of the console. */
export function faultsOf(page: Page, expected: RegExp = /^$/): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text())
  })
  return faults
}
