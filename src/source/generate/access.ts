import type { Random } from './random.ts'

/** Pages and calls with the methods they answer to, the busiest first. `#` stands for a number. */
const ROUTES: readonly (readonly [path: string, methods: readonly string[]])[] = [
  ['/', ['GET', 'GET', 'GET', 'HEAD']],
  ['/index.html', ['GET']],
  ['/api/orders', ['GET', 'GET', 'POST']],
  ['/api/users', ['GET', 'GET', 'POST']],
  ['/static/css/main.css', ['GET']],
  ['/static/js/app.js?v=#', ['GET']],
  ['/api/orders/#', ['GET', 'GET', 'PUT', 'DELETE']],
  ['/products?page=#&sort=price', ['GET']],
  ['/products/#', ['GET']],
  ['/images/banner-#.webp', ['GET']],
  ['/login', ['GET', 'POST']],
  ['/api/users/#', ['GET', 'PATCH']],
  ['/favicon.ico', ['GET']],
  ['/search?q=%EB%A1%9C%EA%B7%B8', ['GET']],
  ['/cart', ['GET', 'POST']],
  ['/health', ['GET']],
  ['/robots.txt', ['GET']],
  ['/admin/login.php', ['GET', 'POST']],
  ['/api/internal/metrics', ['OPTIONS', 'GET']],
]

const AGENTS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.14.1',
  'axios/1.13.2',
  'python-requests/2.32.5',
  'kube-probe/1.33',
  '-',
]

const REFERERS: readonly string[] = [
  '-',
  '-',
  'https://example.com/',
  'https://app.example.com/orders',
  'https://www.google.com/',
  'https://example.com/signup',
]

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * One line of the combined format. The servers differ in what they write for "no bytes": Apache `-`, nginx `0`.
 * @param failing share of requests, 0 to 1, that are not answered beside the usual
 */
export function accessLine(server: 'apache' | 'nginx', now: number, random: Random, failing = 0): string {
  const [route, methods] = random.pickSkewed(ROUTES)
  const method = random.pick(methods)
  const path = route.replaceAll('#', () => String(random.int(1, 9999)))
  const status = failing > 0 && random.chance(failing) ? 503 : statusOf(method, path, random)
  const empty = status === 304 || status === 204 || method === 'HEAD'
  const size = empty ? (server === 'apache' ? '-' : '0') : sizeOf(path, status, random)
  const protocol = random.chance(0.15) ? 'HTTP/2.0' : 'HTTP/1.1'
  const user = path.startsWith('/admin') && random.chance(0.3) ? 'admin' : '-'
  return (
    `${address(random)} - ${user} [${clfTime(now)}] "${method} ${path} ${protocol}" ${status} ${size} ` +
    `"${random.pick(REFERERS)}" "${random.pickSkewed(AGENTS)}"`
  )
}

/** About 90 % fine, 4 % not found, 0.7 % the server's own fault. */
function statusOf(method: string, path: string, random: Random): number {
  const roll = random.next()
  if (roll < 0.007) return random.pick([500, 502, 503, 504])
  if (path.startsWith('/admin')) return roll < 0.3 ? 401 : 404
  if (roll < 0.04) return 404
  if (roll < 0.05) return random.pick([400, 403, 429])
  if (roll < 0.07) return random.pick([301, 302])
  if (path.startsWith('/static') || path.startsWith('/images')) return roll < 0.4 ? 304 : 200
  if (method === 'POST' && path.startsWith('/api')) return 201
  if (method === 'DELETE' || method === 'OPTIONS') return 204
  return 200
}

function sizeOf(path: string, status: number, random: Random): string {
  if (status >= 300) return String(random.int(150, 600))
  if (path.startsWith('/images') || path.startsWith('/static')) return String(random.int(8_000, 250_000))
  return String(path.startsWith('/api') ? random.int(40, 4_000) : random.int(1_000, 40_000))
}

/** Clients: private and documentation ranges (RFC 1918, RFC 5737), and now and then IPv6 (2001:db8::/32, RFC 3849). */
function address(random: Random): string {
  if (random.chance(0.05))
    return `2001:db8:${random.int(0, 0xff).toString(16)}::${random.int(1, 0xffff).toString(16)}`
  const network = random.pickSkewed(['192.168.1', '10.0.0', '203.0.113', '198.51.100'])
  return `${network}.${random.int(1, 254)}`
}

/** `15/Jan/2024:10:30:45 +0000` */
function clfTime(now: number): string {
  const iso = new Date(now).toISOString()
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`
}
