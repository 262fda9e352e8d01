import * as zlib from 'node:zlib'
import { KinetailError } from '../../base/errors.ts'
import { dataOf } from '../../batch/batch.ts'
import { text } from '../../messages/messages.ts'
import type { CompressionName } from './pack-options.ts'
import type { PackedRequest } from './pack-request.ts'

/** Compresses the data of every entry, side by side in Node's thread pool; an entry that gains nothing stays as it is. */
export type Compress = (request: PackedRequest) => Promise<void>

type Callback = (error: Error | null, result: Buffer) => void
type Method = (data: Uint8Array, options: object, done: Callback) => void

/** Since Node 22.15 and 23.8; the types are those of the oldest Node that kinetail runs on. */
const { zstdCompress } = zlib as unknown as { zstdCompress?: Method }

/** zlib's fastest level. */
const GZIP_OPTIONS = { level: 1 } as const

/** Room for the result in one piece: with less, zlib would return to the event loop for each 16 KiB. */
const CHUNK_BYTES = 512 * 1024

/** @throws KinetailError('config') where this Node has no zstd */
export function compression(name: CompressionName): Compress {
  const method = name === 'gzip' ? zlib.gzip : zstdCompress
  if (method === undefined) throw new KinetailError('config', text.sink.zstdMissing(process.version))
  const options = { chunkSize: CHUNK_BYTES, ...(name === 'gzip' ? GZIP_OPTIONS : {}) }
  return async (request) => {
    const all = Array.from({ length: request.length }, (_, i) => run(method, dataOf(request, i), options))
    for (const [i, data] of (await Promise.all(all)).entries()) request.replace(i, data)
  }
}

function run(method: Method, data: Uint8Array, options: object): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    method(data, options, (error, result) => (error ? reject(error) : resolve(result))),
  )
}
