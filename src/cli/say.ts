import type { Say } from '../sink/trouble.ts'

/** Prints around a block that stands in place on the terminal. */
export type Around = (write: () => void) => void

/**
 * What the agent says of itself goes to standard error, one sentence a line; standard output is for data. With `json`
 * each is one JSON object (pino's usual keys: level, time, msg). Whoever read it may be gone: that ends nothing.
 */
export async function sayOnStderr(json: boolean): Promise<Say & { around: Around }> {
  const write = json ? await jsonWriter() : plainWriter()
  const say = {
    around: (print: () => void): void => print(),
    info: (sentence: string): void => say.around(() => write('info', sentence)),
    warn: (sentence: string): void => say.around(() => write('warn', sentence)),
  }
  return say
}

type Write = (level: 'info' | 'warn', sentence: string) => void

const nobodyReads = (): void => {}

function plainWriter(): Write {
  process.stderr.on('error', nobodyReads)
  return (_, sentence) => {
    process.stderr.write(`kinetail ${new Date().toLocaleTimeString('en-GB')} ${sentence}\n`)
  }
}

async function jsonWriter(): Promise<Write> {
  const { pino } = await import('pino')
  const destination = pino.destination({ fd: 2, sync: true })
  destination.on('error', nobodyReads)
  const logger = pino({ name: 'kinetail', base: null }, destination)
  return (level, sentence) => logger[level](sentence)
}
