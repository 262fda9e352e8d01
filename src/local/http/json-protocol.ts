import type { Backend } from '../backend.ts'
import { answerJson } from '../cloudwatch/answer-json.ts'
import { metricOperations } from '../cloudwatch/operations.ts'
import { ServiceError } from '../service-error.ts'
import { authorize } from './authorization.ts'
import { header, type Request, type Response, readBody, send } from './exchange.ts'
import { callKinesis, isKinesisOperation } from './kinesis-call.ts'

export interface JsonCall {
  readonly service: 'kinesis' | 'cloudwatch'
  readonly operation: string
  /** `application/x-amz-json-1.1` or `-1.0`. */
  readonly contentType: string
  readonly requestId: string
}

type Input = Readonly<Record<string, unknown>>

/** CloudWatch's JSON shapes are named after its older Query codes, with this ending. */
const EXCEPTION = 'Exception'

export async function answerJsonCall(
  call: JsonCall,
  request: Request,
  response: Response,
  backend: Backend,
): Promise<void> {
  const headers: Record<string, string> = {
    'x-amzn-requestid': call.requestId,
    'content-type': call.contentType,
  }
  try {
    const answer = await runCall(call, request, backend)
    if (answer === 'cut') return
    const body = answer === undefined ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer)
    send(response, 200, headers, body)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    const { code, message, status } = error
    // Clients in query mode know CloudWatch's errors by their Query codes, which travel in a header of their own.
    if (header(request, 'x-amzn-query-mode') === 'true')
      headers['x-amzn-query-error'] = `${code};${status >= 500 ? 'Receiver' : 'Sender'}`
    const name = call.service === 'kinesis' || code.endsWith(EXCEPTION) ? code : `${code}${EXCEPTION}`
    send(response, status, headers, JSON.stringify({ __type: name, message }))
  }
}

async function runCall(
  call: JsonCall,
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
  const input = parseInput(body, header(request, 'content-type') ?? '')
  if (call.service === 'kinesis') return callKinesis(operation, input, request, backend)
  const { region } = authorize(header(request, 'authorization'), `cloudwatch:${operation}`)
  return answerJson(metricOperations[operation]!(input, backend.metricsOf(region), backend.now()) ?? {})
}

function parseInput(body: string, contentType: string): Input {
  if (/cbor/i.test(contentType))
    throw new ServiceError(
      'SerializationException',
      `${contentType} is not spoken here, only JSON: set AWS_CBOR_DISABLE=true for the AWS SDK for Java.`,
    )
  let input: unknown
  try {
    input = JSON.parse(body)
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.')
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new ServiceError('SerializationException', 'The request body is not a JSON object.')
  return input as Input
}
