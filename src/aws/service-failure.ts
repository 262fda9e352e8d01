import { decodeCbor } from './cbor-read.ts'
import type { HttpAnswer } from './connection.ts'

/** What a service said instead of an answer, shaped as the SDK shapes it, so that `classify` sees no difference. */
export class ServiceFailure extends Error {
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(name: string, words: string, status: number) {
    super(words)
    this.name = name
    this.$metadata = { httpStatusCode: status }
  }
}

/** Bytes of a body that is no JSON (a proxy's page) that are worth telling. */
const TOLD_BYTES = 200

/** The failure in an answer that is not a success (AWS JSON 1.1 protocol, "Operation error serialization"; CBOR has the same members). */
export function serviceFailure({ status, headers, body }: HttpAnswer): ServiceFailure {
  const told = parse(body, headers['content-type']?.includes('cbor') ?? false)
  if (told === undefined)
    return new ServiceFailure('SyntaxError', `HTTP ${status} ${body.toString('utf8', 0, TOLD_BYTES)}`, status)
  const code = told['__type'] ?? told['code'] ?? told['Code'] ?? headers['x-amzn-errortype']
  const words = told['message'] ?? told['Message']
  return new ServiceFailure(
    code === undefined ? 'Unknown' : bareName(String(code)),
    words === undefined ? `HTTP ${status}` : String(words),
    status,
  )
}

/** `com.amazonaws.kinesis#ResourceInUseException:http://…` is a ResourceInUseException. */
function bareName(code: string): string {
  const name = code.split(',')[0]!.split(':')[0]!
  return name.includes('#') ? name.split('#')[1]! : name
}

/** The object in a body; an empty body is one without members. */
function parse(body: Buffer, isCbor: boolean): Record<string, unknown> | undefined {
  if (body.length === 0) return {}
  try {
    const value: unknown = isCbor ? decodeCbor(body) : JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return undefined
  }
}
