/** Whom to tell, as the configuration says it. */
export type NotifierSpec =
  | { readonly kind: 'terminal' }
  | { readonly kind: 'file'; readonly file: string }
  | {
      readonly kind: 'webhook'
      /** The address, which may hold a secret: never said. Or `env:NAME` of the variable that has it. */
      readonly webhook: string
      readonly shape: WebhookShape
      readonly timeoutMs: number
    }
  | {
      readonly kind: 'sns'
      /** ARN of the topic. */
      readonly sns: string
      readonly endpointUrl?: string | undefined
      readonly profile?: string | undefined
      readonly timeoutMs: number
    }
  | {
      readonly kind: 'command'
      /** The program and its arguments. No shell reads them. */
      readonly command: readonly string[]
      readonly timeoutMs: number
    }

/** The message as it is, or what Slack's incoming webhooks take. */
export const WEBHOOK_SHAPES = ['json', 'slack'] as const
export type WebhookShape = (typeof WEBHOOK_SHAPES)[number]
