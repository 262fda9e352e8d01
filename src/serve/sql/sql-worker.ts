/** The thread of the SQL box: whatever a query does, the thread that ships logs goes on. */
import { parentPort, workerData } from 'node:worker_threads'
import { KinetailError, messageOf } from '../../base/errors.ts'
import { setLanguage, text } from '../../messages/messages.ts'
import type { ApiError } from '../api.ts'
import type { FromWorker, RunQuery, ToWorker, WorkerOptions } from './protocol.ts'
import { SqlDatabase } from './sql-database.ts'

const { language } = workerData as WorkerOptions
const ready = setLanguage(language).then(() => SqlDatabase.open())
/** Time between two interruptions of a query that goes on, in ms. */
const INTERRUPT_MS = 20
let running: RunQuery | undefined
// Its failure is met by the first query.
ready.catch(() => {})

parentPort!.on('message', (message: ToWorker) => {
  if (message.kind === 'cancel') cancel(running)
  else {
    running = message
    void run(message).then((answer) => {
      running = undefined
      parentPort!.postMessage(answer)
    })
  }
})

/**
 * Interrupts until the query has ended: an interruption that comes between two statements is forgotten. A thread that is ended in
 * the midst of a query would wait for it, and the process for the thread.
 */
function cancel(query: RunQuery | undefined): void {
  if (query === undefined || running !== query) return
  void ready.then((database) => database.interrupt())
  setTimeout(() => cancel(query), INTERRUPT_MS)
}

async function run(query: RunQuery): Promise<FromWorker> {
  let database: SqlDatabase
  try {
    database = await ready
  } catch (error) {
    return { error: { code: 'unavailable', message: text.serve.sql.unavailable(messageOf(error)) } }
  }
  try {
    return { result: await database.run(query) }
  } catch (error) {
    return isOfTheStatement(error) ? { error: described(error) } : { error: described(error), spoilt: true }
  }
}

function isOfTheStatement(error: unknown): boolean {
  return error instanceof KinetailError && (error.code === 'usage' || error.code === 'invalid')
}

function described(error: unknown): ApiError['error'] {
  if (!(error instanceof KinetailError))
    return { code: 'sql', message: text.serve.sql.failed(messageOf(error)) }
  const { line, column } = error.facts
  return {
    code: 'sql',
    message: error.message,
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof column === 'number' ? { column } : {}),
  }
}
