import type { Backend } from '../backend.ts'
import { metricOperations } from '../cloudwatch/operations.ts'
import { optionalText } from '../cloudwatch/parameters.ts'
import { parseQueryForm } from '../cloudwatch/query-form.ts'
import { queryAnswer, queryError } from '../cloudwatch/query-xml.ts'
import { ServiceError } from '../service-error.ts'
import { authorize } from './authorization.ts'
import { header, type Request, type Response, readBody, send } from './exchange.ts'

/** Answers a form with `Action=…` in XML. */
export async function answerQuery(
  requestId: string,
  request: Request,
  response: Response,
  backend: Backend,
): Promise<void> {
  const headers = { 'x-amzn-requestid': requestId, 'content-type': 'text/xml' }
  try {
    const input = parseQueryForm((await readBody(request)).toString())
    const action = optionalText(input, 'Action') ?? ''
    if (!Object.hasOwn(metricOperations, action))
      throw new ServiceError(
        'InvalidAction',
        `The action ${action} is not valid for this endpoint: it speaks Kinesis Data Streams and CloudWatch metrics only.`,
      )
    const { region } = authorize(header(request, 'authorization'), `cloudwatch:${action}`)
    const answer = metricOperations[action]!(input, backend.metricsOf(region), backend.now())
    send(response, 200, headers, queryAnswer(action, answer, requestId))
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    send(response, error.status, headers, queryError(error.code, error.message, error.status, requestId))
  }
}
