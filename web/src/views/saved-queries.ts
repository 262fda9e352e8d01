import { remember, remembered } from '../memory.ts'

export interface Saved {
  readonly name: string
  readonly sql: string
}

/** Queries to begin with. Their names are ids of sentences. */
export const BUILT = [
  {
    name: 'status',
    sql: 'SELECT status_code, CAST(sum(weight) AS BIGINT) AS records\nFROM logs\nWHERE status_code IS NOT NULL\nGROUP BY status_code\nORDER BY records DESC',
  },
  {
    name: 'minutes',
    sql: "SELECT date_trunc('minute', rowtime) AS minute, log_type, CAST(sum(weight) AS BIGINT) AS records\nFROM logs\nGROUP BY ALL\nORDER BY minute, log_type",
  },
  {
    name: 'paths',
    sql: 'SELECT path, status_code, CAST(sum(weight) AS BIGINT) AS records\nFROM logs\nWHERE status_code >= 400\nGROUP BY ALL\nORDER BY records DESC\nLIMIT 20',
  },
  {
    name: 'clients',
    sql: 'SELECT ip_address, CAST(sum(weight) AS BIGINT) AS records, count(DISTINCT path) AS paths\nFROM logs\nWHERE ip_address IS NOT NULL\nGROUP BY ip_address\nORDER BY records DESC\nLIMIT 20',
  },
  {
    name: 'sizes',
    sql: 'SELECT path, max(response_size) AS largest, approx_quantile(response_size, 0.95) AS p95\nFROM logs\nWHERE response_size IS NOT NULL\nGROUP BY path\nORDER BY largest DESC\nLIMIT 20',
  },
] as const

const KEY = 'queries'

/** The queries that this browser's user saved. */
export function ownQueries(): readonly Saved[] {
  try {
    const kept: unknown = JSON.parse(remembered(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isSaved) : []
  } catch {
    return []
  }
}

export function saveQueries(queries: readonly Saved[]): readonly Saved[] {
  remember(KEY, JSON.stringify(queries))
  return queries
}

function isSaved(value: unknown): value is Saved {
  if (typeof value !== 'object' || value === null) return false
  const { name, sql } = value as Partial<Saved>
  return typeof name === 'string' && typeof sql === 'string'
}
