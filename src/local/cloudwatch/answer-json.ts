import { Double } from './double.ts'
import { Instant } from './instant.ts'

/** JSON text of an answer: times as seconds since the epoch, floating-point numbers with their point. */
export function answerJson(value: unknown): string {
  if (value instanceof Double) return value.toString()
  if (value instanceof Instant) return String(value.ms / 1000)
  if (Array.isArray(value)) return `[${value.map(answerJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, one]) => one !== undefined)
    return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${answerJson(one)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
