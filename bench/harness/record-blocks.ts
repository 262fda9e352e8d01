import { createReadStream } from 'node:fs'

const BLOCK = 1_000

/** The lines of a file in blocks of a thousand, as bytes. */
export async function* recordBlocks(path: string): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0)
  let block: Buffer[] = []
  for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) {
    const bytes = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer])
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      block.push(bytes.subarray(from, end))
      from = end + 1
      if (block.length < BLOCK) continue
      yield block
      block = []
    }
    rest = bytes.subarray(from)
  }
  if (block.length > 0) yield block
}
