import { KinetailError } from '../../base/errors.ts'
import { dataOf } from '../../batch/batch.ts'
import { text } from '../../messages/messages.ts'
import { Frames, hasZstd } from './frames.ts'
import type { CompressionName } from './pack-options.ts'
import type { PackedRequest } from './pack-request.ts'

/** Compresses the data of every entry, side by side in Node's thread pool; an entry that gains nothing stays as it is. */
export type Compress = (request: PackedRequest) => Promise<void>

/** @throws KinetailError('config') where this Node has no zstd */
export function compression(name: CompressionName): Compress {
  if (name === 'zstd' && !hasZstd) throw new KinetailError('config', text.sink.zstdMissing(process.version))
  const frames = new Frames(name)
  return async (request) => {
    const all = Array.from({ length: request.length }, (_, i) => frames.compress(dataOf(request, i)))
    for (const [i, data] of (await Promise.all(all)).entries()) request.replace(i, data)
  }
}
