import type { FieldDescription } from './component.ts'

/**
 * Describes fields in a line of text, in their order: a name, then `#` for a number (nothing for text; `timestamp` is a
 * time), `?` where it may be null, `~` where some lines have it and others do not.
 */
export function describeFields(written: string): FieldDescription[] {
  return written
    .trim()
    .split(/\s+/)
    .map((one) => {
      const name = one.replace(/[#?~]+$/, '')
      const marks = one.slice(name.length)
      const type = name === 'timestamp' ? 'timestamp' : marks.includes('#') ? 'number' : 'string'
      const optional = marks.includes('~') ? { optional: true } : {}
      return { name, type: name === '*' ? 'any' : type, nullable: marks.includes('?'), ...optional }
    })
}
