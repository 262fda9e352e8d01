import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../base/errors.ts'
import { BlockBuilder } from './block-builder.ts'
import { createEngine } from './create-engine.ts'
import type { ParseReply, ParseRequest, Port, WorkerSetup } from './protocol.ts'
import { buffersOf } from './protocol.ts'

/** Entry of a parse worker: one engine, one chunk at a time, in the order in which they come. */
if (parentPort) serve(parentPort, workerData as WorkerSetup)

function serve(port: Port, setup: WorkerSetup): void {
  const engine = createEngine(setup.spec, setup.options)
  port.on('message', (request: ParseRequest) => {
    try {
      const into = new BlockBuilder(0)
      if (request.used) into.adopt(request.used)
      engine.parse(request.input, into)
      const reply: ParseReply = { id: request.id, block: into }
      port.postMessage(reply, buffersOf(into))
    } catch (error) {
      const reply: ParseReply = { id: request.id, error: messageOf(error) }
      port.postMessage(reply)
    }
  })
}
