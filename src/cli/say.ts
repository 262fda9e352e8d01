import type { Say } from '../sink/trouble.ts'

/** Prints around a block that stands in place on the terminal. */
export type Around = (write: () => void) => void

/**
 * What the agent says of itself goes to standard error, one sentence a line; standard output is for data. With `json`
 * each is one JSON object (pino's usual keys: level, time, msg).
 */
export function sayOnStderr(json: boolean): Say & { around: Around } {
  const write = json ? jsonWriter : plainWriter
  const say = {
    around: (print: () => void): void => print(),
    info: (sentence: string): void => say.around(() => write('info', sentence)),
    warn: (sentence: string): void => say.around(() => write('warn', sentence)),
  }
  return say
}

type Write = (level: 'info' | 'warn', sentence: string) => void

const plainWriter: Write = (_, sentence) =>
  put(`kinetail ${new Date().toLocaleTimeString('en-GB')} ${sentence}`)

/** As pino numbers them. */
const LEVELS = { info: 30, warn: 40 }

const jsonWriter: Write = (level, msg) =>
  put(JSON.stringify({ level: LEVELS[level], time: Date.now(), name: 'kinetail', msg }))

let isHeld = false

function put(line: string): void {
  // Whoever read what the agent says may be gone: that must not end the agent.
  if (!isHeld) process.stderr.on('error', () => {})
  isHeld = true
  process.stderr.write(`${line}\n`)
}
