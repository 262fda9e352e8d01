// Preloaded into an agent (NODE_OPTIONS=--import): its wall clock jumps while it runs.
// KINETAIL_CHAOS_CLOCK names a file, which may come later, with a JSON array of [when, by]: ms since the epoch of the true clock, and
// by how many ms the clock jumps then.
import { readFileSync } from 'node:fs'

const TrueDate = Date
const LOOK_MS = 50
let jumps = read()

function read() {
  try {
    return JSON.parse(readFileSync(process.env.KINETAIL_CHAOS_CLOCK, 'utf8'))
  } catch {
    return undefined
  }
}

if (jumps === undefined) {
  const looking = setInterval(() => {
    jumps = read()
    if (jumps !== undefined) clearInterval(looking)
  }, LOOK_MS)
  looking.unref()
}

function now() {
  const real = TrueDate.now()
  let shifted = real
  for (const [when, by] of jumps ?? []) if (real >= when) shifted += by
  return shifted
}

globalThis.Date = class ShiftedDate extends TrueDate {
  constructor(...words) {
    if (words.length === 0) super(now())
    else super(...words)
  }

  static now() {
    return now()
  }
}
