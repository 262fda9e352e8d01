import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { KinetailError } from '../../base/errors.ts'
import { dataOf } from '../../batch/batch.ts'
import { text } from '../../messages/messages.ts'
import type { CompressionName } from './pack-options.ts'
import type { PackedRequest } from './pack-request.ts'
import { hasZstd, ZstdFrames } from './zstd-frames.ts'

/** Compresses the data of every entry, side by side in Node's thread pool; an entry that gains nothing stays as it is. */
export type Compress = (request: PackedRequest) => Promise<void>

/**
 * zlib's fastest level: of access logs it leaves a seventh for 1.4 CPU s per million lines; level 6 a ninth for 3.3. With room
 * for the result in one piece: with less, zlib would return to the event loop for each 16 KiB.
 */
const GZIP_OPTIONS = { level: 1, chunkSize: 256 * 1024 } as const

/** @throws KinetailError('config') where this Node has no zstd */
export function compression(name: CompressionName): Compress {
  const compress = name === 'gzip' ? gzipped : zstd()
  return async (request) => {
    const all = Array.from({ length: request.length }, (_, i) => compress(dataOf(request, i)))
    for (const [i, data] of (await Promise.all(all)).entries()) request.replace(i, data)
  }
}

const gzipNow = promisify<Uint8Array, object, Buffer>(gzip)

function gzipped(data: Uint8Array): Promise<Buffer> {
  return gzipNow(data, GZIP_OPTIONS)
}

function zstd(): (data: Uint8Array) => Promise<Buffer> {
  if (!hasZstd) throw new KinetailError('config', text.sink.zstdMissing(process.version))
  const frames = new ZstdFrames()
  return (data) => frames.compress(data)
}
