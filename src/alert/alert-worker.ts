import { parentPort, workerData } from 'node:worker_threads'
import { KinetailError, messageOf } from '../base/errors.ts'
import { setLanguage } from '../messages/messages.ts'
import type { AlertReply, AlertRequest, AlertThreadSetup } from './protocol.ts'
import { AlertService } from './service.ts'

/** Entry of the alert thread: whatever rules cost, shipping does not wait for it. */
if (parentPort) void serve(parentPort, workerData as AlertThreadSetup)

async function serve(port: NonNullable<typeof parentPort>, setup: AlertThreadSetup): Promise<void> {
  const reply = (answer: AlertReply): void => port.postMessage(answer)
  await setLanguage(setup.language)
  let service: AlertService
  try {
    service = await AlertService.open(setup, {
      say: {
        info: (sentence) => reply({ kind: 'say', level: 'info', sentence }),
        warn: (sentence) => reply({ kind: 'say', level: 'warn', sentence }),
      },
      terminal: (message) => reply({ kind: 'show', message }),
      onStates: (states) => reply({ kind: 'states', states }),
      onEvent: (event) => reply({ kind: 'event', event }),
    })
  } catch (error) {
    const code = error instanceof KinetailError ? error.code : 'internal'
    reply({ kind: 'refused', code, message: messageOf(error) })
    return
  }
  port.on('message', (request: AlertRequest) => {
    if (request.kind === 'close') {
      void service.close(request.ms).finally(() => {
        reply({ kind: 'closed' })
        port.close()
      })
      return
    }
    if (request.kind === 'begin') {
      void service.begin(request.state)
      return
    }
    const { bytes, at, file } = request
    const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().split('\n')
    void service.take({ lines, at, file }).finally(() => reply({ kind: 'taken', bytes: bytes.length }))
  })
  reply({ kind: 'ready' })
}
