// What the scripts share that look at the dashboard in a browser: a Chromium, and the address that `kinetail demo` prints.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** As the browser is started everywhere: no word to any other machine. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Opens a Chromium, or ends the process with words on how to get one. */
export function openChromium(...more) {
  const executablePath = [process.env.KINETAIL_TEST_CHROMIUM, ...PLACES].find(
    (path) => path && existsSync(path),
  )
  if (!executablePath) {
    console.error(
      'No Chromium is here: install one (Debian: apt-get install chromium), or name it in KINETAIL_TEST_CHROMIUM.',
    )
    process.exit(2)
  }
  return chromium.launch({ executablePath, args: [...ARGUMENTS, ...more] })
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
