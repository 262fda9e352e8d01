import { BenchRandom } from './random.ts'

const LEVELS = ['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR']
const LOGGERS = ['UserService', 'OrderController', 'PaymentGateway', 'auth.TokenFilter', 'db.PoolManager']
const MESSAGES = [
  'User login successful',
  'Order created',
  'Cache miss for key session:8f3a, loading from database',
  'Slow query: 1543 ms',
  'Request completed GET /api/v1/orders/7712 status=200 duration=12ms',
  'Token refreshed for user \\"anna\\"',
  'Retrying upstream call (attempt 2 of 3)',
]
/** ms since the epoch of the first line. */
const START = 1_705_314_645_123

/** Lines of an application's JSON log, without line ends. */
export function* applicationLines(count: number, seed: number): Generator<string> {
  const random = new BenchRandom(seed)
  let ms = START
  for (let i = 0; i < count; i++) {
    ms += random.below(30)
    const request = random
      .below(2 ** 24)
      .toString(16)
      .padStart(6, '0')
    yield `{"timestamp":"${new Date(ms).toISOString()}","level":"${random.pick(LEVELS)}","logger":"com.example.${random.pick(LOGGERS)}","message":"${random.pick(MESSAGES)}","user_id":${random.below(100_000)},"request_id":"req-${request}"}`
  }
}
