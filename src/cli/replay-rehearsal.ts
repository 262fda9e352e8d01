import type { Settings } from '../config/settings.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { LetterParsers } from '../pipeline/replay.ts'
import { ReplaySource } from '../pipeline/replay-source.ts'
import type { ReplayFile } from '../sink/replay-file.ts'
import { inFlight, Ledger } from '../stats/ledger.ts'
import type { ReplayCount } from './replay-report.ts'

/** Kinesis takes records of up to 1 MiB, keys included. */
const MAX_RECORD_BYTES = 1024 * 1024 - 256

/** What a replay would do, without a network: each letter's line is parsed as it would be. */
export async function rehearse(
  file: ReplayFile,
  settings: Settings,
  asked: FormatSpec | undefined,
): Promise<ReplayCount> {
  const ledger = new Ledger()
  const parsers = new LetterParsers(settings, asked, settings.host ?? '', MAX_RECORD_BYTES)
  const source = new ReplaySource({
    file,
    ledger,
    inputOf: (letter) => parsers.indexOf(letter),
    hasHeaders: () => true,
  })
  for await (const chunk of source.chunks()) {
    const { ack, bytes, cutLine, events, offset, readAt } = chunk
    const { generation, input } = chunk.file
    const { parser, headers } = parsers.all[input]!
    const header = headers && (await headers.before(chunk))
    const cut = cutLine === undefined ? {} : { cutLine }
    const block = await parser.parse({ bytes, offset, readAt, generation, header, events, ...cut })
    ack.cut(block.lineEnd, block.lines, events?.lines)
    for (let i = 0; i < block.records; i++) ack.settle(block.line[i]!, 'delivered')
    for (let i = 0; i < block.rejects; i++) ack.settle(block.rejectLine[i]!, 'dead')
    for (let i = 0; i < block.blanks; i++) ack.settle(block.blankLine[i]!, 'filtered')
    block.release()
  }
  const { total } = ledger
  return { ...total, inFlight: inFlight(total), ended: false, ...source.unsendable }
}
