import { randomUUID } from 'node:crypto'
import { messageOf } from '../../base/errors.ts'
import type { Backend } from '../backend.ts'
import { ServiceError } from '../service-error.ts'
import { control, isControl } from './control.ts'
import { header, type Request, type Response, readBody, send } from './exchange.ts'
import { answerJsonCall, type JsonCall } from './json-protocol.ts'
import { answerQuery } from './query-protocol.ts'

/** Services by the prefix of `x-amz-target`. */
const TARGETS: Readonly<Record<string, Pick<JsonCall, 'service' | 'contentType'>>> = {
  Kinesis_20131202: { service: 'kinesis', contentType: 'application/x-amz-json-1.1' },
  GraniteServiceVersion20100801: { service: 'cloudwatch', contentType: 'application/x-amz-json-1.0' },
}

/** Answers one request: JSON for Kinesis and CloudWatch, Query for the CloudWatch of older AWS CLIs. */
export async function route(request: Request, response: Response, backend: Backend): Promise<void> {
  const requestId = randomUUID()
  const [prefix = '', operation = ''] = (header(request, 'x-amz-target') ?? '').split('.')
  const target = Object.hasOwn(TARGETS, prefix) ? TARGETS[prefix] : undefined
  const isForm = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  try {
    if (isControl(request)) await control(request, response, backend)
    else if (target) await answerJsonCall({ ...target, operation, requestId }, request, response, backend)
    else if (isForm) await answerQuery(requestId, request, response, backend)
    else await refuse(request, response, requestId)
  } catch (error) {
    // Either the client went away while its body was read, and hears nothing, or this is a defect of the endpoint:
    // then the client must not be left waiting.
    if (response.headersSent) return
    const body = JSON.stringify({ __type: 'InternalFailure', message: messageOf(error) })
    send(response, 500, { 'x-amzn-requestid': requestId }, body)
  }
}

/** Neither protocol: a browser, or a client of another service. The body is read first, so that the answer arrives. */
async function refuse(request: Request, response: Response, requestId: string): Promise<void> {
  await readBody(request).catch((error: unknown) => {
    if (!(error instanceof ServiceError)) throw error
  })
  const body =
    '<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized</Message>\n' +
    '</AccessDeniedException>\n'
  send(response, 403, { 'x-amzn-requestid': requestId, 'content-type': 'application/xml' }, body)
}
