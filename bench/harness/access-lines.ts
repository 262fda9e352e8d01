import { BenchRandom } from './random.ts'

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.144 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Apache-HttpClient/4.5.14 (Java/17.0.9)',
  'curl/8.5.0',
]
const WORDS =
  'products catalog search account settings static assets api v1 orders cart checkout blog posts category download media thumb reviews session metrics events reports invoice shipping'.split(
    ' ',
  )
const ENDS = ['', '', '', '/', '.html', '.css', '.js', '.png', '.woff2', '.json']
const SITES = ['https://www.example.com', 'https://shop.example.org', 'https://www.google.com']
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE']
const STATUSES = [200, 200, 200, 200, 200, 200, 304, 301, 404, 500]
const PROTOCOLS = ['HTTP/1.1', 'HTTP/2.0', 'HTTP/1.0']
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** Seconds since the epoch of the first line, and lines of one second: a server of middling traffic. */
const FIRST_SECOND = 1_705_276_800
const LINES_A_SECOND = 22
/** Parts of a thousand lines: what no table accepts, and what is odd but valid. */
const MALFORMED = 5
const ODD = 2

const two = (n: number): string => String(n).padStart(2, '0')

/** `24/Jan/2024:00:00:05 +0000` of a second since the epoch. */
export function clfTime(second: number): string {
  const at = new Date(second * 1000)
  const day = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`
  return `${day}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`
}

function path(random: BenchRandom): string {
  const wanted = 8 + Math.floor(random.next() ** 2.4 * 100)
  let path = ''
  while (path.length < wanted)
    path += random.next() < 0.75 ? `/${random.pick(WORDS)}` : `/${random.below(10_000_000)}`
  path += random.pick(ENDS)
  return random.next() < 0.3 ? `${path}?q=red%20shoes&page=${random.below(50)}` : path
}

function address(random: BenchRandom): string {
  if (random.next() < 0.88)
    return `${1 + random.below(223)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`
  const group = (): string => random.below(65_536).toString(16)
  return random.next() < 0.6
    ? `2001:db8:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}`
    : `2001:db8:${group()}::${group()}`
}

/** Lines of an access log in Apache's combined format, without line ends: 5 in 1,000 malformed, 2 odd but valid. */
export function* accessLines(count: number, seed: number): Generator<string> {
  const random = new BenchRandom(seed)
  const paths = Array.from({ length: 20_000 }, () => path(random))
  const referers = Array.from({ length: 5000 }, () => random.pick(SITES) + random.pick(paths))
  const clients = Array.from({ length: 30_000 }, () => address(random))
  let time = ''
  for (let i = 0; i < count; i++) {
    if (i % LINES_A_SECOND === 0) time = clfTime(FIRST_SECOND + i / LINES_A_SECOND)
    const status = random.pick(STATUSES)
    const size = status === 304 ? '-' : String(Math.floor(10 ** (2 + random.next() * 3.5)))
    const user = random.next() < 0.02 ? 'alice' : '-'
    const referer = random.next() < 0.45 ? random.early(referers) : '-'
    const agent = random.next() < 0.005 ? '-' : random.early(AGENTS)
    const request = `${random.next() < 0.86 ? 'GET' : random.pick(METHODS)} ${random.early(paths)} ${random.early(PROTOCOLS)}`
    const start = `${random.early(clients)} - ${user} [${time}]`
    const luck = random.below(1000)
    if (luck < MALFORMED) yield malformed(`${start} "${request}" ${status}`, random)
    else if (luck < MALFORMED + ODD) yield odd(start, random)
    else yield `${start} "${request}" ${status} ${size} "${referer}" "${agent}"`
  }
}

/** What stands in access logs and is no access: torn lines, output of other programs, bytes of other protocols. */
function malformed(whole: string, random: BenchRandom): string {
  const kinds = [
    whole.slice(0, 5 + random.below(whole.length - 5)),
    'PHP Warning:  Undefined array key "id" in /var/www/html/index.php on line 12',
    '\x16\x03\x01 garbage \x01\x7f',
    '    at com.example.web.Handler.service(Handler.java:77)',
    whole.replace(']', ''),
  ]
  return random.pick(kinds)
}

/** What servers really write and simple patterns miss. */
function odd(start: string, random: BenchRandom): string {
  const kinds = [
    `${start} "-" 408 - "-" "-"`,
    `${start} "\\x16\\x03\\x01\\x02" 400 226 "-" "-"`,
    `${start} "GET / HTTP/1.1" 200 5 "-" "agent \\"quoted\\" 1.0"`,
    `${start} "GET / HTTP/1.1" 200 5 "https://www.google.com/search?q=\\"exact\\"" "curl/8.5.0"`,
  ]
  return random.pick(kinds)
}
