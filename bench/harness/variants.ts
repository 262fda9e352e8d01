import { clfTime } from './access-lines.ts'

/** How a case differs from the plain access log: each line of the same log, changed. */
export type Variant = 'sparse' | 'escapes' | 'hostile' | 'fields12'

/** A second before every line that the generator or a peer's file may have. */
const FIRST_SECOND = 1_705_276_800
/** One line in so many is replaced in the hostile log. */
const HOSTILE_EVERY = 100

/** The server's own format string of `fields12`: combined and three fields more. */
export const FIELDS12_FORMAT =
  '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D %v "%{X-Request-Id}i"'

/** Lines that cost a parser most: long quotes that never end, bytes of other protocols, a request of 4 KB. */
const HOSTILE = [
  `10.0.0.1 - - [${clfTime(FIRST_SECOND)}] "GET /${'\\"'.repeat(200)}`,
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\xff\xfe garbage',
  `10.0.0.1 - - [99/Xyz/2024:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "${'x'.repeat(300)}"`,
  `10.0.0.1 - - [${clfTime(FIRST_SECOND)}] "GET /${'%00'.repeat(1300)} HTTP/1.1" 414 5 "-" "-"`,
  '"'.repeat(500),
]

/** @param line one line in latin1, without its end @param index its number in the file, from 0 */
export const VARIANTS: Readonly<Record<Variant, (line: string, index: number) => string>> = {
  sparse: (line, index) =>
    line.replace(/\[\d\d\/\w{3}\/\d{4}:[^\]]*\]/, `[${clfTime(FIRST_SECOND + index)}]`),
  // Three escapes in the last quoted field, of the two kinds that servers write.
  escapes: (line) => (line.endsWith('"') ? `${line.slice(0, -1)} \\"quoted\\" \\xc3\\xa9 \\\\"` : line),
  hostile: (line, index) =>
    index % HOSTILE_EVERY === 0 ? HOSTILE[(index / HOSTILE_EVERY) % HOSTILE.length]! : line,
  fields12: (line, index) =>
    line.endsWith('"') ? `${line} ${index % 90_000} www.example.com "req-${index.toString(16)}"` : line,
}
