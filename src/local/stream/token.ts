import { createHmac, randomBytes } from 'node:crypto'

/** Key of this process: a token of another endpoint, or a made-up one, opens nothing. */
const KEY: Buffer = randomBytes(32)
const TAG_LENGTH = 22

/** An opaque token (URL-safe base64) that carries `parts`; they must not contain "/". */
export function sealToken(kind: string, parts: readonly (string | number)[]): string {
  const text = [kind, ...parts].join('/')
  return Buffer.from(tagOf(text) + text).toString('base64')
}

/** The parts of a token of this kind, or undefined when it is not one. */
export function openToken(kind: string, token: string): string[] | undefined {
  const opened = Buffer.from(token, 'base64').toString('latin1')
  const text = opened.slice(TAG_LENGTH)
  if (opened.slice(0, TAG_LENGTH) !== tagOf(text)) return undefined
  const [found, ...parts] = text.split('/')
  return found === kind ? parts : undefined
}

function tagOf(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('base64url').slice(0, TAG_LENGTH)
}
