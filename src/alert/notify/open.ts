import type { Notifier } from './notifier.ts'
import type { NotifierSpec } from './spec.ts'

export interface NotifierPorts {
  /** Prints a message where a person looks. */
  readonly terminal: Notifier['send']
  readonly environment?: NodeJS.ProcessEnv
}

/** What tells when nobody was named: the terminal. */
export const DEFAULT_NOTIFIERS: Readonly<Record<string, NotifierSpec>> = { terminal: { kind: 'terminal' } }

/** Opens a notifier; its code is loaded only then. @throws KinetailError('config') */
export async function openNotifier(
  name: string,
  spec: NotifierSpec,
  ports: NotifierPorts,
): Promise<Notifier> {
  switch (spec.kind) {
    case 'terminal':
      return { name, send: ports.terminal }
    case 'file':
      return (await import('./file.ts')).file(name, spec.file)
    case 'webhook':
      return (await import('./webhook.ts')).webhook(name, spec, ports.environment ?? process.env)
    case 'command':
      return (await import('./command.ts')).command(name, spec)
    case 'sns':
      return (await import('./sns.ts')).sns(name, spec)
  }
}
