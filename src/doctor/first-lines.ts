import { closeSync, openSync } from 'node:fs'
import { multilineOfInput } from '../config/multiline-of.ts'
import type { LogInput, Settings } from '../config/settings.ts'
import { createEngine, type FormatSpec } from '../format/create-engine.ts'
import { detectFormat } from '../format/detect.ts'
import { formatFlags } from '../format/explain/fix-command.ts'
import { eventRules } from '../format/multiline/multiline.ts'
import { AUTO } from '../format/types.ts'
import { specOf } from '../pipeline/spec-of.ts'
import { cutEvents, type Events } from '../source/events.ts'
import { READ_FLAGS } from '../source/tail/identity.ts'
import { readSome } from '../source/tail/read.ts'
import { packingOf, RAW_BYTES, unpackBeginning } from '../source/tail/unpack.ts'

/** Bytes of a file that are looked at. */
const HEAD_BYTES = 64 * 1024
const MAX_RECORD_BYTES = 1024 ** 2
/** Log types of what was kept as text. */
const TEXT_TYPES: ReadonlySet<string> = new Set(['application_text', 'application_event'])

/** How the first lines of a file read in the format of its input. */
export interface FirstLines {
  /** The format that they were read in. */
  readonly type: string
  /** Its flags for `kinetail explain`. */
  readonly flags: string
  /** Lines, or events where lines are joined, without blank ones. */
  readonly lines: number
  readonly rejects: number
  /** Those that were kept as text. */
  readonly plain: number
  /** Bytes of a record for each byte of a line. */
  readonly expansion: number
  /** The format that they look like, where it is not a guess. */
  readonly detected: string | undefined
}

/** Reads the beginning of a file, compression undone, as the agent would. Throws the system's error, and `usage` where the format is none. */
export function firstLines(path: string, input: LogInput, settings: Settings): FirstLines {
  const bytes = beginning(path)
  const multiline = multilineOfInput(input, settings)
  const rules = multiline && eventRules(multiline, input.type)
  const events: Events | undefined =
    rules && cutEvents(bytes, rules, { maxBytes: Math.max(1, bytes.length), final: true }).events
  const asked = specOf(input, rules !== undefined)
  const found = bytes.length === 0 ? undefined : detectFormat(bytes, path, events)
  const spec: FormatSpec =
    asked.type === AUTO ? { type: found?.type ?? 'application', joined: rules !== undefined } : asked
  const engine = createEngine(spec, { host: null, keyField: null, maxRecordBytes: MAX_RECORD_BYTES }, 'plain')
  const block = engine.parse({ bytes, offset: 0, readAt: Date.now(), generation: '', events })
  let plain = 0
  for (let i = 0; i < block.records; i++) if (TEXT_TYPES.has(engine.logTypes[block.logType[i]!]!)) plain++
  return {
    type: spec.type,
    flags: formatFlags(spec),
    lines: block.lines - block.blanks,
    rejects: block.rejects,
    plain,
    expansion:
      block.records === 0
        ? 1
        : (block.length / bytes.length) * ((block.records + block.rejects) / block.records),
    detected:
      found !== undefined && (found.certainty === 'sure' || found.certainty === 'likely')
        ? found.type
        : undefined,
  }
}

/** Whole lines from the beginning; a single one without an end as it is. */
function beginning(path: string): Uint8Array {
  const fd = openSync(path, READ_FLAGS)
  try {
    const raw = readSome(fd, 0, RAW_BYTES)
    const packing = packingOf(raw)
    const bytes = (packing === undefined ? raw : unpackBeginning(packing, raw).bytes).subarray(0, HEAD_BYTES)
    const end = bytes.lastIndexOf(0x0a)
    return end < 0 ? bytes : bytes.subarray(0, end + 1)
  } finally {
    closeSync(fd)
  }
}
