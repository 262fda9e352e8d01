import type { Backend } from '../backend.ts'
import { answerJson } from '../cloudwatch/answer-json.ts'
import { metricOperations } from '../cloudwatch/operations.ts'
import { ServiceError } from '../service-error.ts'
import { authorize } from './authorization.ts'
import { type BodyCodec, codecOf } from './body-codec.ts'
import { header, type Request, type Response, readBody, send } from './exchange.ts'
import { callKinesis, isKinesisOperation } from './kinesis-call.ts'

export interface JsonCall {
  readonly service: 'kinesis' | 'cloudwatch'
  readonly operation: string
  /** `application/x-amz-json-1.1` or `-1.0`. */
  readonly contentType: string
  readonly requestId: string
}

/** CloudWatch's JSON shapes are named after its older Query codes, with this ending. */
const EXCEPTION = 'Exception'

export async function answerJsonCall(
  call: JsonCall,
  request: Request,
  response: Response,
  backend: Backend,
): Promise<void> {
  const codec = codecOf(call, header(request, 'content-type') ?? '')
  const headers: Record<string, string> = {
    'x-amzn-requestid': call.requestId,
    'content-type': codec.contentType,
  }
  const { clockAheadMs } = backend.faults
  if (clockAheadMs !== 0) headers['date'] = new Date(backend.now() + clockAheadMs).toUTCString()
  try {
    const answer = await runCall(call, codec, request, backend)
    if (answer === 'cut') return
    send(response, 200, headers, answer === undefined ? '' : codec.write(answer))
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const { code, message, status } = error
    // Clients in query mode know CloudWatch's errors by their Query codes, which travel in a header of their own.
    if (header(request, 'x-amzn-query-mode') === 'true')
      headers['x-amzn-query-error'] = `${code};${status >= 500 ? 'Receiver' : 'Sender'}`
    const name = call.service === 'kinesis' || code.endsWith(EXCEPTION) ? code : `${code}${EXCEPTION}`
    send(response, status, headers, codec.write({ __type: name, message }))
  }
}

async function runCall(
  call: JsonCall,
  codec: BodyCodec,
  request: Request,
  backend: Backend,
): Promise<object | string | undefined> {
  const body = await readBody(request)
  const { operation } = call
  const known =
    call.service === 'kinesis' ? isKinesisOperation(operation) : Object.hasOwn(metricOperations, operation)
  if (!known)
    throw new ServiceError(
      'UnknownOperationException',
      `The operation ${operation} is not known to this endpoint.`,
    )
  const input = codec.read(body)
  if (call.service === 'kinesis') return callKinesis(operation, input, request, backend)
  const { region } = authorize(header(request, 'authorization'), `cloudwatch:${operation}`)
  return answerJson(metricOperations[operation]!(input, backend.metricsOf(region), backend.now()) ?? {})
}
