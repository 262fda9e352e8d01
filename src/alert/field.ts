/** The value of a field: by its name as it stands, else `a.b` as `b` within `a`; undefined where the record has none. */
export function fieldOf(record: unknown, name: string): unknown {
  if (!isObject(record)) return undefined
  if (Object.hasOwn(record, name)) return record[name]
  const dot = name.indexOf('.')
  if (dot < 0) return undefined
  const outer = name.slice(0, dot)
  return Object.hasOwn(record, outer) ? fieldOf(record[outer], name.slice(dot + 1)) : undefined
}

/** A value as the text of a key or a message: objects and lists as JSON. */
export function written(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A record as an object; undefined for what is none. */
export function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
