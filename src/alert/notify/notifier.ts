import type { AlertMessage } from '../message.ts'

/** Tells somebody. One try: waiting and trying again are the outbox's. */
export interface Notifier {
  readonly name: string
  /** Resolves when it was taken. @throws KinetailError: with `canRetry`, another try may succeed; never with a secret in it */
  send(message: AlertMessage, signal: AbortSignal): Promise<void>
  close?(): void
}
