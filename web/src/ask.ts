import type { ApiError } from '../../src/serve/api.ts'
import { spoken } from './language.ts'

/** What the server said instead of an answer. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly error: ApiError['error'] | undefined

  constructor(status: number, error: ApiError['error'] | undefined) {
    super(error?.message ?? `HTTP ${status}`)
    this.status = status
    this.error = error
  }
}

type Query = Readonly<Record<string, string | number | undefined>>

/** GET a route as JSON. Throws `Refused` for what is no success, and what `fetch` throws where nobody answers. */
export async function ask<T>(route: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return read<T>(await fetch(address(route, query), signal ? { signal } : {}))
}

/** POST JSON to a route. */
export async function tell<T>(route: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify(body) }
  return read<T>(await fetch(address(route, {}), signal ? { ...request, signal } : request))
}

export function address(route: string, query: Query): string {
  const written = new URLSearchParams({ lang: spoken.get().language })
  for (const [name, value] of Object.entries(query)) if (value !== undefined) written.set(name, String(value))
  return `${route}?${written}`
}

async function read<T>(answer: Response): Promise<T> {
  if (answer.ok) return (await answer.json()) as T
  const body = (await answer.json().catch(() => undefined)) as ApiError | undefined
  throw new Refused(answer.status, body?.error)
}
