import { HEAD_BYTES, readHead } from './identity.ts'
import { readSome } from './read.ts'
import { unpackedName } from './rotation.ts'
import { type Packing, packingOf, RAW_BYTES, unpackBeginning } from './unpack.ts'

/** What an open file holds, decompressed. */
export interface Content {
  readonly fd: number
  readonly packing: Packing | undefined
  /** The first bytes, up to 1,024. */
  readonly head: Uint8Array
  /** Bytes of the content; of a large compressed file, infinite: nobody knows before all of it was decoded. */
  readonly size: number
  /** Bytes of the file itself. */
  readonly fileSize: number
  /** Bytes of the content that are at hand. */
  readonly known: number
  /** Bytes from one offset to another; nothing where they are not at hand. */
  stretch(from: number, to: number): Uint8Array | undefined
}

/** Looks into an open file. It is compressed if its first bytes say so; where nothing can be decoded, its name has to say so as well. */
export function contentOf(fd: number, path: string, fileSize: number): Content {
  const raw = readHead(fd)
  const packing = packingOf(raw)
  if (packing === undefined) return plainContent(fd, raw, fileSize)
  const content = packed(fd, packing, fileSize)
  return content.known === 0 && unpackedName(path) === path ? plainContent(fd, raw, fileSize) : content
}

export function plainContent(fd: number, head: Uint8Array, size: number): Content {
  const stretch = (from: number, to: number): Uint8Array | undefined =>
    to > size ? undefined : readSome(fd, from, to - from)
  return { fd, packing: undefined, head, size, fileSize: size, known: size, stretch }
}

function packed(fd: number, packing: Packing, fileSize: number): Content {
  const raw = readSome(fd, 0, Math.min(fileSize, RAW_BYTES))
  const { bytes, whole } = unpackBeginning(packing, raw)
  const size = whole && raw.length === fileSize ? bytes.length : Number.POSITIVE_INFINITY
  const stretch = (from: number, to: number): Uint8Array | undefined =>
    to > bytes.length ? undefined : bytes.subarray(from, to)
  return { fd, packing, head: bytes.subarray(0, HEAD_BYTES), size, fileSize, known: bytes.length, stretch }
}

/** Whether a file holds nothing but the beginning of another, by its first bytes and its last that are at hand. */
export function isBeginningOf(file: Content, original: Content): boolean {
  const known = Math.min(file.known, original.known)
  if (known === 0 || file.known > original.size) return false
  return [0, Math.max(0, known - HEAD_BYTES)].every((from) => {
    const [one, other] = [file, original].map(
      (content) => content.stretch(from, Math.min(known, from + HEAD_BYTES))!,
    )
    return Buffer.compare(one!, other!) === 0
  })
}
