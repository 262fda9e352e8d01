import { generateLine } from '../../src/source/generate/lines.ts'
import type { Random } from '../../src/source/generate/random.ts'

/** `good` becomes a record, `bad` a dead letter, `blank` is left out, `long` is longer than `MAX_LINE_BYTES` and cut. */
export type LineKind = 'good' | 'bad' | 'blank' | 'long'

export interface MadeLine {
  readonly kind: LineKind
  /** Without its LF. */
  readonly text: string
}

/** The `--max-line` of every agent. */
export const MAX_LINE_BYTES: number = 64 * 1024
/** Request ids in application logs: few enough that each has many lines. */
const REQUESTS = 150

const TOKEN = /kt-(\d+)-(\d+)-kt/

/** The number of a line: file and place among all lines written to it, over all its generations. */
export interface LineNumber {
  readonly file: number
  readonly n: number
}

/** The number that stands in a line, or in what became of it. */
export function numberIn(text: string): LineNumber | undefined {
  const found = TOKEN.exec(text)
  return found === null ? undefined : { file: Number(found[1]), n: Number(found[2]) }
}

/** Line `n` of a file. `time` in ms since the epoch. */
export function makeLine(
  type: 'apache' | 'nginx' | 'application',
  file: number,
  n: number,
  time: number,
  random: Random,
): MadeLine {
  const token = `kt-${file}-${n}-kt`
  const luck = random.next()
  if (luck < 0.002) return { kind: 'blank', text: random.pick(['', '\r', '  ']) }
  if (luck < 0.0023) return { kind: 'long', text: `${token} ${'long '.repeat(random.int(15_000, 60_000))}` }
  if (type !== 'application') {
    if (luck < 0.012) return { kind: 'bad', text: `${token} is no line of an access log` }
    const line = generateLine(type, time, random, 0)
    return { kind: 'good', text: `${line.slice(0, -1)} ${token}"` }
  }
  if (luck < 0.012) return { kind: 'good', text: `at com.example.Service.run(Service.java:77) ${token}` }
  const request = `req-${random.int(1, REQUESTS)}`
  return {
    kind: 'good',
    text:
      `{"timestamp": "${new Date(time).toISOString()}", "level": "INFO", "logger": "com.example.Chaos", ` +
      `"message": "${token}", "user_id": ${random.int(1, 99_999)}, "request_id": "${request}"}`,
  }
}
