import { join } from 'node:path'
import type { AlertThread } from '../alert/alert-thread.ts'
import type { AlertMessage } from '../alert/message.ts'
import { defaultCheckpointDir } from '../checkpoint/folder.ts'
import type { JobPorts, JobSettings } from '../pipeline/job.ts'
import type { Say } from '../sink/trouble.ts'
import { alertLines } from './alert-text.ts'
import type { Closing } from './closing.ts'
import { harmless } from './terminal-text.ts'

/** How long messages may take at the end, ms; what nobody took by then is kept for the next start. */
const CLOSE_MS = 5000

/** Opens the alerts of an agent where the settings have rules; their code is loaded only then. */
export async function openAlerts(
  settings: JobSettings,
  say: Say,
  closing: Closing,
): Promise<AlertThread | undefined> {
  const { alerts: rules, notifiers, stream_name: stream, region, endpoint_url: endpointUrl } = settings
  if (rules === undefined || rules.length === 0) return undefined
  const { AlertThread } = await import('../alert/alert-thread.ts')
  const thread = await AlertThread.open(
    { rules, notifiers, origin: { stream, region, endpointUrl } },
    { say, terminal: (message) => sayAlert(message, say) },
  )
  closing.push(() => thread.close(CLOSE_MS))
  return thread
}

/** One sentence of a message on standard error; what a log says there acts on no terminal. */
export function sayAlert(message: AlertMessage, say: Say): void {
  say.warn(alertLines(message).map(harmless).join('\n'))
}

/** Hands over to the rules what is shipped. */
export function shippedTo(alerts: AlertThread): NonNullable<JobPorts['shipped']> {
  return (block, chunk) => {
    if (block.records > 0)
      alerts.take(block.bytes.subarray(0, block.length), chunk.readAt, chunk.file.path, block.records)
  }
}

/** The file that keeps what alerts need after a restart: beside the checkpoint. */
export function alertStateOf({ checkpoint_dir, stream_name }: JobSettings): string {
  return join(checkpoint_dir ?? defaultCheckpointDir(stream_name), 'alerts.json')
}
