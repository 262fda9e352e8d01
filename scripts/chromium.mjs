// What the scripts share that look at the dashboard in a browser: a Chromium, and the address that `kinetail demo` prints.
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** Where a browser may be, and how it is started everywhere (test/browser too): no word to any other machine. */
const { places, arguments: words } = JSON.parse(
  readFileSync(new URL('./chromium.json', import.meta.url), 'utf8'),
)

/** Opens a Chromium, or ends the process with words on how to get one. */
export function openChromium(...more) {
  const executablePath = [process.env.KINETAIL_TEST_CHROMIUM, ...places].find(
    (path) => path && existsSync(path),
  )
  if (!executablePath) {
    console.error(
      'No Chromium is here: install one (Debian: apt-get install chromium), or name it in KINETAIL_TEST_CHROMIUM.',
    )
    process.exit(2)
  }
  return chromium.launch({ executablePath, args: [...words, ...more] })
}

/** Resolves with the dashboard's address that a `kinetail demo` says on standard error. */
export function dashboardOf(demo) {
  return new Promise((resolve, reject) => {
    let said = ''
    demo.stderr.on('data', (bytes) => {
      said += bytes
      const url = /Dashboard: (http:\S+)/.exec(said)?.[1]
      if (url) resolve(url)
    })
    demo.on('exit', () => reject(new Error(`kinetail demo ended:\n${said}`)))
  })
}
