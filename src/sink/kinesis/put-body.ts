import type { BodyMemory } from '../../aws/http-post.ts'

/** The body of a PutRecords request as bytes, in memory that is used again. */
export interface PutBody {
  readonly bytes: Buffer
  readonly memory: BodyMemory
}

/** Bytes before a body for the request's head: 600 without a session token, which may take some thousand. */
export const HEAD_ROOM = 4096
