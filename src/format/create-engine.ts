import { KinetailError } from '../base/errors.ts'
import { openKernel } from '../kernel/kernel.ts'
import { text } from '../messages/messages.ts'
import { FORMATS } from './all.ts'
import type { BlockBuilder } from './block-builder.ts'
import type { FormatComponent } from './component.ts'
import { PlainEngine } from './engine.ts'
import type { Engine, EngineOptions, ParseInput, RecordBlock } from './format.ts'
import { serverOf } from './format-server.ts'
import type { HeaderKind } from './header-memory.ts'
import { KernelEngine } from './kernel-engine.ts'
import type { LineFormat } from './line-format.ts'
import { isShapeless, type ShapeOptions } from './shape/shape-options.ts'
import { roomFor, ShapedEngine } from './shape/shaped-engine.ts'
import { Shaper } from './shape/shaper.ts'

/** What the lines are: a log type, and where it is told, the format string (or its nickname) of the web server. */
export interface FormatSpec {
  readonly type: string
  readonly format?: string | undefined
  /** For `regex` and `grok`: the pattern, and names that a grok pattern may use besides the known ones. */
  readonly pattern?: string | undefined
  readonly patterns?: Readonly<Record<string, string>> | undefined
  /** True where lines are joined to events. */
  readonly joined?: boolean | undefined
  /** What becomes of the records before anybody sees them. */
  readonly shape?: ShapeOptions | undefined
}

/**
 * The engines there are. Every one gives the same bytes; they differ in speed. Where the machine or the format cannot run
 * in the kernel, `kernel` is the plain one too.
 */
export const ENGINE_KINDS = ['plain', 'kernel'] as const
export type EngineKind = (typeof ENGINE_KINDS)[number]

/** An engine that can write into buffers of the caller's, so that a block outlives the next call. */
export interface BlockEngine extends Engine {
  /** True when it is fastest with blocks that lie in the kernel's memory. */
  readonly inKernel: boolean
  /** Like `parse`; the block is `into`, and valid as long as the caller leaves it alone. */
  parse(input: ParseInput, into?: BlockBuilder): RecordBlock
}

/**
 * Compiles a format for one use. Throws a KinetailError that names the type or the place in the format string which
 * is wrong.
 */
export function createEngine(
  spec: FormatSpec,
  options: EngineOptions,
  kind: EngineKind = 'kernel',
): BlockEngine {
  const { shape } = spec
  if (shape === undefined || isShapeless(shape)) return engineFor(spec, options, kind)
  const engine = engineFor(spec, { ...options, maxRecordBytes: roomFor(options.maxRecordBytes) }, kind)
  return new ShapedEngine(engine, new Shaper(shape, engine.logTypes, options.maxRecordBytes))
}

function engineFor(spec: FormatSpec, options: EngineOptions, kind: EngineKind): PlainEngine | KernelEngine {
  const lines = buildFormat(spec, options)
  const kernel = kind === 'kernel' && lines.kernel !== null ? openKernel() : null
  return kernel === null
    ? new PlainEngine(lines, options.host, options.maxRecordBytes)
    : new KernelEngine(lines, lines.kernel!, kernel, options.host, options.maxRecordBytes)
}

/** The format itself, for one use. Throws as `createEngine` does. */
export function buildFormat(spec: FormatSpec, options: Pick<EngineOptions, 'host' | 'keyField'>): LineFormat {
  const component = componentOf(spec.type)
  if (spec.pattern !== undefined && !component.takesPattern)
    throw new KinetailError('usage', text.format.patternOfOtherType(spec.type))
  return component.build({
    pattern: spec.pattern,
    patterns: spec.patterns,
    joined: spec.joined,
    format: spec.format === undefined ? undefined : formatString(component, spec.format),
    keyField: options.keyField === 'auto' ? component.autoKey : options.keyField,
    metadata: options.host !== null,
  })
}

/** Which lines of such a log name the columns of the others; undefined where none do. */
export function headerOf(type: string): HeaderKind | undefined {
  return componentOf(type).header
}

function componentOf(type: string): FormatComponent {
  const component = FORMATS.find((one) => one.name === type)
  if (!component)
    throw new KinetailError(
      'usage',
      text.format.unknownType(
        type,
        FORMATS.map((one) => one.name),
      ),
    )
  return component
}

/** The server's format string for what was written: itself, or what a nickname stands for. */
function formatString(component: FormatComponent, written: string): string {
  if (Object.keys(component.strings).length === 0)
    throw new KinetailError('usage', text.format.formatNeedsServer(component.name))
  const nicknamed = Object.hasOwn(component.strings, written) ? component.strings[written] : undefined
  if (nicknamed !== undefined) return nicknamed
  const server = serverOf(written)
  if (server !== null && server !== component.name)
    throw new KinetailError('usage', text.format.formatOfOtherServer(written, component.name, server))
  if (server === null) throw new KinetailError('usage', text.format.formatHasNoDirective(written))
  return written
}
