import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { Discovery, type TailInput } from '../../source/tail/discover.ts'
import { HEAD_BYTES } from '../../source/tail/identity.ts'
import { isRotatedName } from '../../source/tail/rotation.ts'
import { type Packing, packingOf } from '../../source/tail/unpack.ts'
import { contentOf } from './content.ts'

/** One file on the disk, as it was when it was found. */
export interface LogFile {
  readonly path: string
  readonly device: string
  readonly inode: string
  /** Bytes on the disk. */
  readonly size: number
  /** How it is compressed, by its first bytes, never by its name. */
  readonly packing: Packing | undefined
  /** First bytes of what it holds, compression undone. */
  readonly head: Uint8Array
  /** It bears a name of the inputs and is not compressed, so its last line may still be being written. */
  readonly growing: boolean
  /** Last change, ms since the epoch. */
  readonly changed: number
}

export interface FoundFiles {
  /** Each file once, however many names it has. */
  readonly files: readonly LogFile[]
  /** Names written out in the inputs where nothing is. */
  readonly missing: readonly string[]
  /** Files and folders that could not be read, with the system's error. */
  readonly troubles: ReadonlyMap<string, unknown>
}

/** Finds the files of the inputs, and with `rotated` those beside them whose names come from theirs (`app.log.1`, `app.log-20240115.gz`). */
export async function findFiles(inputs: readonly TailInput[], rotated: boolean): Promise<FoundFiles> {
  const troubles = new Map<string, unknown>()
  const discovery = new Discovery(inputs, (folder, error) => troubles.set(folder, error))
  const names = [...discovery.scan().values()]
  const own = new Set(names.map(({ path }) => path))
  const files = new Map<string, LogFile>()
  const missing: string[] = []
  for (const { path, literal } of names) {
    const beside = rotated ? rotatedBeside(path) : []
    const there = await add(path, true)
    for (const other of beside) if (!own.has(other)) await add(other, false)
    if (!there && literal && beside.length === 0) missing.push(path)
  }
  return { files: [...files.values()], missing, troubles }

  async function add(path: string, configured: boolean): Promise<boolean> {
    try {
      const file = await look(path, configured)
      if (file === undefined) return false
      const key = `${file.device}:${file.inode}`
      if (!files.has(key)) files.set(key, file)
    } catch (error) {
      troubles.set(path, error)
    }
    return true
  }
}

/** Whether a checkpoint is that of the file's inode as it is now, not of what lay there before. */
export function isOwn(file: LogFile): (checkpoint: Checkpoint) => boolean {
  return ({ device, inode, retired }) => device === file.device && inode === file.inode && !retired
}

/** What is at a path; undefined where there is no file. */
export async function look(path: string, configured: boolean): Promise<LogFile | undefined> {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile()) return undefined
  const size = Number(stat.size)
  const packing = packingOf(await headOf(path, undefined, size))
  return {
    path,
    device: String(stat.dev),
    inode: String(stat.ino),
    size,
    packing,
    head: await headOf(path, packing, size),
    growing: configured && packing === undefined,
    changed: Number(stat.mtimeMs),
  }
}

async function headOf(path: string, packing: Packing | undefined, size: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of contentOf(path, packing, size)) {
    pieces.push(piece)
    length += piece.length
    if (length >= HEAD_BYTES) break
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES)
}

/** The files beside `path` that rotation made of it, by their names. */
function rotatedBeside(path: string): string[] {
  const own = basename(path)
  return namesIn(dirname(path))
    .filter((name) => isRotatedName(name, own))
    .sort()
    .map((name) => join(dirname(path), name))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
