import { AlertBoard } from '../alert/board.ts'
import type { Origin } from '../alert/message.ts'
import { AlertService } from '../alert/service.ts'
import type { Settings } from '../config/settings.ts'
import type { StreamEvent } from '../reader/event.ts'
import type { Say } from '../sink/trouble.ts'
import { sayAlert } from './agent-alerts.ts'
import type { Closing } from './closing.ts'
import { linesOf } from './event-lines.ts'

/** Rules over what is read, for whoever looks. */
export interface ReadAlerts {
  readonly board: AlertBoard
  /** Resolves when the rules have seen the events: reading goes no faster. */
  take(events: readonly StreamEvent[]): Promise<void>
}

/**
 * The rules of a configuration, for a dashboard over a stream. They tell the page and standard error and nobody else: who looks at a stream,
 * perhaps at what is long past, calls nobody. That is what `kinetail alert run` is for.
 */
export async function openReadAlerts(
  { alerts: rules = [] }: Pick<Settings, 'alerts'>,
  origin: Origin,
  say: Say,
  closing: Closing,
): Promise<ReadAlerts | undefined> {
  if (rules.length === 0) return undefined
  const board = new AlertBoard(rules)
  const own = rules.map((rule) => ({ ...rule, notify: undefined }))
  const service = await AlertService.open(
    { rules: own, notifiers: undefined, origin },
    {
      say,
      terminal: (message) => sayAlert(message, say),
      onStates: (states) => board.show(states),
      onEvent: (event) => board.add(event),
    },
  )
  closing.push(() => service.close(0))
  return {
    board,
    take: (events) => service.take({ lines: linesOf(events), at: Date.now(), file: undefined }),
  }
}
