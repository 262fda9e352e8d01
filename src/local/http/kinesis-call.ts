import { sleep } from '../../base/backoff.ts'
import type { Backend } from '../backend.ts'
import type { KinesisMetrics } from '../cloudwatch/kinesis-metrics.ts'
import { drawCallFault } from '../faults.ts'
import type { Answer, Operation } from '../kinesis/operation.ts'
import { operations } from '../kinesis/operations.ts'
import { checkShape } from '../kinesis/shape.ts'
import { ACCOUNT } from '../limits.ts'
import { ServiceError } from '../service-error.ts'
import { authorize, checkSignedTime } from './authorization.ts'
import { cutConnection, header, type Request } from './exchange.ts'

export function isKinesisOperation(name: string): boolean {
  return Object.hasOwn(operations, name)
}

/** Runs a Kinesis operation with the faults that are on; `cut` means that no answer is to be sent. */
export async function callKinesis(
  name: string,
  input: Readonly<Record<string, unknown>>,
  request: Request,
  backend: Backend,
): Promise<Answer | 'cut'> {
  const operation = operations[name]!
  const { region } = authorize(header(request, 'authorization'), `kinesis:${name}`, resourceOf(input))
  const { clockAheadMs } = backend.faults
  if (clockAheadMs !== 0) checkSignedTime(header(request, 'x-amz-date'), backend.now() + clockAheadMs)
  // Injected latency shows in the metrics: they count from here.
  const metrics = backend.newKinesisMetrics()
  const fault = operation.dataPlane ? drawCallFault(backend.faults, backend.random) : 'none'
  if (operation.dataPlane && backend.faults.latencyMs > 0)
    await sleep(backend.faults.latencyMs, backend.closing)
  if (fault === 'fail') throw new ServiceError('InternalFailure', 'Internal service failure.', 500)
  if (fault !== 'reset-before') {
    const answer = run(operation, input, region, metrics, backend)
    if (fault === 'none') return answer
  }
  if (fault !== 'hang-after') cutConnection(request)
  return 'cut'
}

/** The stream that a call is about, as an ARN; `*` for calls that are about none, as in the service's refusals. */
function resourceOf(input: Readonly<Record<string, unknown>>): (region: string) => string {
  const { StreamName: name, StreamARN: arn } = input
  if (typeof arn === 'string') return () => arn
  return (region) => (typeof name === 'string' ? `arn:aws:kinesis:${region}:${ACCOUNT}:stream/${name}` : '*')
}

function run(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  region: string,
  metrics: KinesisMetrics,
  backend: Backend,
): Answer {
  const accepted = operation.accepts?.(input) ? input : checkShape(input, operation.fields)
  return operation.run(accepted as never, {
    store: backend.store,
    metrics,
    faults: backend.faults,
    random: backend.random,
    region,
    nowMs: backend.now(),
    limited: backend.limited,
  })
}
