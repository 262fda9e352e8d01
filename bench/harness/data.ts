import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { accessLines } from './access-lines.ts'
import { applicationLines } from './application-lines.ts'
import { VARIANTS, type Variant } from './variants.ts'

/** A log file to measure on. */
export interface DataFile {
  readonly path: string
  /** Lines in it. */
  readonly lines: number
  /** Size in bytes. */
  readonly bytes: number
}

/** Where data comes from: our own generator, or files given. */
export interface DataSource {
  /** Lines of a generated file, and most that are taken of a given one. */
  readonly lines: number
  /** An access log in Apache's combined format. */
  readonly access?: string | undefined
  /** An application log of JSON lines. */
  readonly application?: string | undefined
}

export type DataKind = 'access' | 'application' | Variant

/** Files are kept from run to run: half a minute of writing for each table would be wasted. */
const FOLDER = join(tmpdir(), 'kinetail-bench-data')
const WRITE_BYTES = 4 * 1024 ** 2
const SEED = 42

/** The file of a kind, written on first use. The same arguments give the same bytes. */
export async function dataFile(kind: DataKind, source: DataSource): Promise<DataFile> {
  mkdirSync(FOLDER, { recursive: true })
  const given = kind === 'application' ? source.application : source.access
  const path = join(FOLDER, `${kind}-${nameOf(given)}-${source.lines}.log`)
  const note = `${path}.json`
  if (existsSync(path) && existsSync(note)) {
    const known = JSON.parse(readFileSync(note, 'utf8')) as DataFile
    if (known.bytes === statSync(path).size) return known
  }
  const { lines, bytes } = await write(path, linesOf(kind, given, source.lines))
  const file: DataFile = { path, lines, bytes }
  await writeFile(note, JSON.stringify(file))
  return file
}

/** The same lines in `count` files of equal numbers of lines, in a folder of their own. */
export async function splitFile(file: DataFile, count: number): Promise<readonly DataFile[]> {
  const folder = `${file.path}.split-${count}`
  const note = join(folder, 'files.json')
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8')) as DataFile[]
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const each = Math.ceil(file.lines / count)
  const all = latin1Lines(file.path, file.lines)
  const files: DataFile[] = []
  for (let i = 0; i < count; i++) {
    const path = join(folder, `access-${String(i).padStart(3, '0')}.log`)
    files.push({ path, ...(await write(path, take(all, each))) })
  }
  await writeFile(note, JSON.stringify(files))
  return files
}

/** First 16 hex digits of the SHA-256 of a file, to tell which bytes a figure belongs to. */
export async function fingerprint(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
  return hash.digest('hex').slice(0, 16)
}

function nameOf(given: string | undefined): string {
  return given === undefined ? 'own' : createHash('sha256').update(given).digest('hex').slice(0, 8)
}

function linesOf(kind: DataKind, given: string | undefined, count: number): AsyncIterator<string> {
  if (kind === 'application')
    return given === undefined ? lifted(applicationLines(count, SEED)) : latin1Lines(given, count)
  const access = given === undefined ? lifted(accessLines(count, SEED)) : latin1Lines(given, count)
  return kind === 'access' ? access : changed(access, VARIANTS[kind])
}

async function* lifted(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines
}

async function* latin1Lines(path: string, count: number): AsyncGenerator<string> {
  let left = count
  const input = createReadStream(path, { encoding: 'latin1', highWaterMark: WRITE_BYTES })
  for await (const line of createInterface({ input })) {
    if (left-- === 0) return
    yield line
  }
}

async function* changed(
  lines: AsyncIterator<string>,
  change: (line: string, index: number) => string,
): AsyncGenerator<string> {
  for (let index = 0; ; index++) {
    const { done, value } = await lines.next()
    if (done) return
    yield change(value, index)
  }
}

async function* take(lines: AsyncIterator<string>, count: number): AsyncGenerator<string> {
  for (let i = 0; i < count; i++) {
    const { done, value } = await lines.next()
    if (done) return
    yield value
  }
}

/** Writes beside the final name first: a file that is there is whole. */
async function write(path: string, lines: AsyncIterator<string>): Promise<Omit<DataFile, 'path'>> {
  const beside = `${path}.part`
  const handle = await open(beside, 'w')
  const size = await writeLines(handle, lines).finally(() => handle.close())
  renameSync(beside, path)
  return size
}

async function writeLines(handle: FileHandle, lines: AsyncIterator<string>): Promise<Omit<DataFile, 'path'>> {
  let pending: string[] = []
  let size = 0
  let [count, bytes] = [0, 0]
  for (;;) {
    const { done, value } = await lines.next()
    if (done || size > WRITE_BYTES) {
      await handle.write(Buffer.from(pending.join(''), 'latin1'))
      pending = []
      size = 0
    }
    if (done) return { lines: count, bytes }
    pending.push(value, '\n')
    size += value.length + 1
    bytes += value.length + 1
    count++
  }
}
