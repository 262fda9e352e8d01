import { messageOf } from '../base/errors.ts'
import type { RecordBlock } from '../format/format.ts'
import type { Parser } from '../format/pool.ts'
import type { Tap } from '../format/tap.ts'
import { text } from '../messages/messages.ts'
import type { DeadLetters } from '../sink/dead-letter.ts'
import type { Delivery } from '../sink/delivery.ts'
import { lettersMemory, rejectedBytes, settleRest } from '../sink/settle-rest.ts'
import type { Say } from '../sink/trouble.ts'
import type { Chunk } from '../source/source.ts'
import type { Counters } from '../stats/counters.ts'
import type { AutoInput } from './auto-input.ts'
import { BlockShipment } from './block-shipment.ts'
import type { Headers } from './headers.ts'
import { mergeBlocks } from './merge-blocks.ts'
import type { Process } from './pipeline.ts'
import { Room } from './room.ts'
import { UNPARSED_TYPES, type UnparsedOptions, unparsedBlock } from './unparsed-block.ts'
import { withoutKnown } from './without-known.ts'

/** How the lines of one input are read. */
export interface InputParser {
  readonly parser: Parser
  /** Name of the format, for dead letters. */
  readonly type: string
  /** Set where each file has the format of its first lines; what stands beside is then for none. */
  readonly auto?: AutoInput | undefined
  /** Set where lines name the columns of others. */
  readonly headers?: Headers | undefined
  /** Ship lines that do not parse as well (`--ship-unparsed`), compiled like this; null keeps them as dead letters only. */
  readonly unparsed: UnparsedOptions | null
  /** What of a line that does not parse may leave the machine; absent: all of it. */
  readonly hide?: ((line: Uint8Array) => Uint8Array) | undefined
}

export interface ProcessPorts {
  /** By `SourceFile.input`. */
  readonly inputs: readonly InputParser[]
  readonly delivery: Pick<Delivery, 'accept'>
  readonly deadLetters: DeadLetters
  readonly counters: Counters
  readonly say: Say
  /** Watches what was parsed. */
  readonly tap?: Tap | undefined
  /** Watches what is shipped. The block is lent: it is valid until this returns. */
  readonly shipped?: ((block: RecordBlock, chunk: Chunk) => void) | undefined
}

/** Memory of letters that wait for the dead-letter file, over all chunks, in bytes: beyond it chunks wait before they make theirs. */
const LETTERS_BYTES = 16 * 1024 ** 2

/** The middle of the pipeline: a chunk becomes a block of records; what is no record is settled, the rest delivered. */
export function processor(ports: ProcessPorts): Process {
  const { inputs, delivery, deadLetters, counters, say, tap, shipped: watch } = ports
  const room = new Room(LETTERS_BYTES)
  const accept = async (shipment: BlockShipment): Promise<void> => {
    const { queuedAt } = shipment
    await delivery.accept(shipment)
    if (queuedAt === 0) return
    shipment.queuedAt = Date.now()
    counters.stages?.queued.record(shipment.queuedAt - queuedAt, shipment.block.records)
  }
  return async (chunk, turn) => {
    const { file, ack, offset } = chunk
    const input = inputs[file.input]!
    const { unparsed, auto } = input
    const chosen = auto ? await auto.of(chunk) : input
    const { parser, type, headers } = chosen
    const header = headers && (await headers.before(chunk))
    const parsing = parser.parse({
      bytes: chunk.bytes,
      offset,
      readAt: chunk.readAt,
      generation: file.generation,
      ...(header === undefined ? {} : { header }),
      ...(chunk.cutLine === undefined ? {} : { cutLine: chunk.cutLine }),
      ...(chunk.events === undefined ? {} : { events: chunk.events }),
    })
    // Its failure is met below; until then nobody listens, and Node would end the process for it.
    parsing.catch(() => {})
    await turn
    const parsed = await parsing
    ack.cut(parsed.lineEnd, parsed.lines, chunk.events?.lines)
    auto?.watch(chunk, chosen, parsed)
    const { stages } = counters
    const parsedAt = stages === undefined ? 0 : Date.now()
    if (stages) {
      stages.read.record(chunk.readAt - chunk.writtenAt, parsed.lines)
      stages.parsed.record(parsedAt - chunk.readAt, parsed.lines)
    }
    const block = ack.known === undefined ? parsed : withoutKnown(parsed, ack.known)
    tap?.({ chunk, block, logTypes: parser.logTypes, type, hide: input.hide })
    const restBytes = rejectedBytes(block)
    const letters = lettersMemory(block, restBytes)
    // A dead-letter file that cannot be written must not grow memory by the lines of chunks that are under way.
    if (letters > 0) await room.take(letters)
    const shipped = unparsed && block.rejects > 0 ? unparsedBlock(chunk, block, unparsed) : undefined
    const rest = settleRest(chunk, block, type, deadLetters, counters, shipped !== undefined)
      .catch((error: unknown) => {
        // The dead-letter file was closed first: the lines stay unsettled and are read again at the next start.
        say.warn(text.sink.deadLetterLeft(file.path, offset, messageOf(error)))
      })
      .finally(() => room.giveBack(letters))
    const { logTypes } = parser
    if (shipped) {
      // Delivery settles the lines that did not parse: their letters have to be safe before.
      await rest
      const merged = mergeBlocks(block, shipped, logTypes.length)
      block.release()
      watch?.(merged, chunk)
      await accept(new BlockShipment(chunk, merged, [...logTypes, ...UNPARSED_TYPES], parsedAt))
    } else {
      watch?.(block, chunk)
      await accept(new BlockShipment(chunk, block, logTypes, parsedAt, block))
    }
    // Not before: a file whose shard takes nothing is not read on, and leaves the room to others.
    chunk.release()
    // A dead-letter file that cannot be written holds the pipeline back by what is under way: memory stays bounded.
    return { rest, restBytes }
  }
}
