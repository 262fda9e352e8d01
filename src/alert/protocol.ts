import type { ErrorCode } from '../base/errors.ts'
import type { Language } from '../messages/messages.ts'
import type { AlertEvent, RuleState } from './board.ts'
import type { AlertMessage } from './message.ts'
import type { ServiceSetup } from './service.ts'

/** What the alert thread is started with. */
export interface AlertThreadSetup extends ServiceSetup {
  readonly language: Language
}

/** To the thread. */
export type AlertRequest =
  /** Records of one file: their JSON, one a line. The bytes are handed over. */
  | { readonly kind: 'records'; readonly bytes: Uint8Array; readonly at: number; readonly file: string }
  /** Goes on with what the file keeps, and keeps it there. */
  | { readonly kind: 'begin'; readonly state: string }
  | { readonly kind: 'close'; readonly ms: number }

/** From the thread. */
export type AlertReply =
  | { readonly kind: 'ready' }
  /** The rules or notifiers cannot be used. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  /** Records of so many bytes were judged. */
  | { readonly kind: 'taken'; readonly bytes: number }
  | { readonly kind: 'say'; readonly level: 'info' | 'warn'; readonly sentence: string }
  | { readonly kind: 'show'; readonly message: AlertMessage }
  | { readonly kind: 'states'; readonly states: readonly RuleState[] }
  | { readonly kind: 'event'; readonly event: Omit<AlertEvent, 'id'> }
  | { readonly kind: 'closed' }
