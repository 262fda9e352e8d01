import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ApiError } from './api.ts'

/** An answer that is no success, as JSON with a sentence for a person. */
export function apiError(
  context: Context,
  status: ContentfulStatusCode,
  code: ApiError['error']['code'],
  message: string,
  place: { readonly line?: number; readonly column?: number } = {},
): Response {
  const body: ApiError = { error: { code, message, ...place } }
  return context.json(body, status)
}
