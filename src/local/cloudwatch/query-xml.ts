import { Double } from './double.ts'
import { Instant } from './instant.ts'

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/'

/** An answer of the AWS Query protocol. */
export function queryAnswer(action: string, answer: object | undefined, requestId: string): string {
  const result = answer === undefined ? '' : element(`${action}Result`, answer)
  const metadata = element('ResponseMetadata', { RequestId: requestId })
  return `<${action}Response xmlns="${NAMESPACE}">${result}${metadata}</${action}Response>`
}

/** A failure of the AWS Query protocol. */
export function queryError(code: string, message: string, status: number, requestId: string): string {
  const type = status >= 500 ? 'Receiver' : 'Sender'
  const error = element('Error', { Type: type, Code: code, Message: message })
  return `<ErrorResponse xmlns="${NAMESPACE}">${error}${element('RequestId', requestId)}</ErrorResponse>`
}

function element(name: string, value: unknown): string {
  return `<${name}>${content(value)}</${name}>`
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => element('member', one)).join('')
  if (typeof value === 'object' && value !== null && !(value instanceof Instant || value instanceof Double))
    return Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => element(name, one))
      .join('')
  return escapeXml(String(value))
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escapeXml(text: string): string {
  return (
    text
      // Control characters cannot stand in XML 1.0, escaped or not.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"]/g, (char) => ESCAPES[char]!)
  )
}
