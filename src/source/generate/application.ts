import type { Random } from './random.ts'

type Event = readonly [level: string, logger: string, message: string, keys: (random: Random) => string]

const user = (random: Random): string => `"user_id": ${random.int(10_000, 99_999)}`
const order = (random: Random): string => `"order_id": ${random.int(10_000, 99_999)}`

/** What the services of a shop say, the commonest first. */
const EVENTS: readonly Event[] = [
  ['INFO', 'com.example.UserService', 'User login successful', user],
  ['INFO', 'com.example.OrderService', 'Order placed', (random) => `${user(random)}, ${order(random)}`],
  [
    'INFO',
    'com.example.CatalogService',
    'Search served',
    (random) => `"duration_ms": ${random.int(2, 400)}, "hits": ${random.int(0, 900)}`,
  ],
  [
    'DEBUG',
    'com.example.CacheService',
    'Cache refreshed',
    (random) => `"entries": ${random.int(100, 20_000)}`,
  ],
  ['WARN', 'com.example.OrderService', 'Order processing delayed', order],
  [
    'INFO',
    'com.example.PaymentService',
    'Payment captured',
    (random) => `${order(random)}, "amount": ${random.int(5, 900)}.${random.int(10, 99)}`,
  ],
  ['WARN', 'com.example.UserService', '비밀번호를 여러 번 잘못 입력했습니다', user],
  [
    'ERROR',
    'com.example.PaymentService',
    'Payment gateway timeout',
    (random) => `${order(random)}, "error": "read timed out after ${random.int(2, 30)} s"`,
  ],
]

/** One line of JSON, spaced as the lab guide's examples are. */
export function applicationLine(now: number, random: Random): string {
  const [level, logger, message, keys] = random.pickSkewed(EVENTS)
  const time = new Date(now).toISOString()
  const request = `req-${random.int(0, 0xffffffff).toString(16).padStart(8, '0')}`
  return (
    `{"timestamp": "${time}", "level": "${level}", "logger": "${logger}", "message": "${message}", ` +
    `${keys(random)}, "request_id": "${request}"}`
  )
}
