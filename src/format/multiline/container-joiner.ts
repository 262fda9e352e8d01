import type { LineJoiner } from '../../source/events.ts'

/** Types of log whose lines are those of a container, each with a time and a stream around it. */
export const CONTAINER_TYPES = ['docker', 'cri'] as const
export type ContainerType = (typeof CONTAINER_TYPES)[number]

/** What a container wrote, out of one line of its runtime. */
interface Part {
  readonly stream: string
  /** The runtime cut the container's line here: the next part of that stream goes on with it. */
  readonly partial: boolean
  readonly text: Uint8Array
}

/** `time stream tag text`; further tags may follow after colons. */
const CRI = /^\S+ (stdout|stderr) ([FP])(?::\S*)?(?: |$)/
/** So many bytes at the beginning of a CRI line hold what stands before the text. */
const CRI_HEAD = 128

/** Joins the parts of a line that a container runtime cut, and by other rules the lines that the container wrote. */
export class ContainerJoiner implements LineJoiner {
  closed = false
  readonly #partOf: (line: Uint8Array) => Part | undefined
  readonly #inner: LineJoiner | undefined
  #stream: string | undefined
  #partial = false

  /** @param inner joins what the container wrote; undefined where only cut lines are joined */
  constructor(type: ContainerType, inner: LineJoiner | undefined) {
    this.#partOf = type === 'cri' ? criPart : dockerPart
    this.#inner = inner
  }

  begin(bytes: Uint8Array, from: number, to: number): void {
    const part = this.#partOf(bytes.subarray(from, to))
    this.#stream = part?.stream
    this.#partial = part?.partial ?? false
    if (part !== undefined) this.#inner?.begin(part.text, 0, part.text.length)
    this.#close()
  }

  joins(bytes: Uint8Array, from: number, to: number): boolean {
    const part = this.#partOf(bytes.subarray(from, to))
    if (part === undefined || part.stream !== this.#stream) return false
    if (!this.#partial && !this.#inner?.joins(part.text, 0, part.text.length)) return false
    this.#partial = part.partial
    this.#close()
    return true
  }

  #close(): void {
    this.closed = this.#stream === undefined || (!this.#partial && (this.#inner?.closed ?? true))
  }
}

function criPart(line: Uint8Array): Part | undefined {
  const head = CRI.exec(
    Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, CRI_HEAD)).toString('latin1'),
  )
  if (head === null) return undefined
  return { stream: head[1]!, partial: head[2] === 'P', text: line.subarray(head[0].length) }
}

function dockerPart(line: Uint8Array): Part | undefined {
  try {
    const { log, stream } = JSON.parse(Buffer.from(line).toString()) as { log?: unknown; stream?: unknown }
    if (typeof log !== 'string') return undefined
    const text = Buffer.from(log.replace(/\r?\n$/, ''))
    return { stream: String(stream), partial: !log.endsWith('\n'), text }
  } catch {
    return undefined
  }
}
