import { hostname } from 'node:os'
import { KinetailError } from '../base/errors.ts'
import type { LogInput, Settings } from '../config/settings.ts'
import type { ShapeOptions } from '../format/shape/shape-options.ts'
import { text } from '../messages/messages.ts'

/** Settings that say what becomes of records. */
export type ShapeSettings = Pick<Settings, 'schema' | 'keep' | 'drop' | 'sample' | 'add' | 'redact'>
type InputShape = Pick<LogInput, 'keep' | 'drop' | 'sample' | 'add' | 'redact'>

/** `${NAME}` and `${NAME:-otherwise}`. */
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

/**
 * What becomes of the records of one input: rules of both hold (a record must pass both `keep`s), the input's `sample` and added fields come
 * before those of all, and what either hides is hidden.
 */
export function shapeOf(
  all: ShapeSettings,
  input: InputShape,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ShapeOptions {
  return {
    schema: all.schema,
    keep: [all.keep, input.keep].flatMap((rules) => (rules === undefined ? [] : [rules])),
    drop: [...(all.drop ?? []), ...(input.drop ?? [])],
    sample: input.sample ?? all.sample ?? [],
    add: filled({ ...all.add, ...input.add }, environment),
    redact: [...(all.redact ?? []), ...(input.redact ?? [])],
  }
}

function filled(
  add: Readonly<Record<string, string | number | boolean>>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | number | boolean> {
  const fill = (field: string, value: string): string =>
    value.replace(VARIABLE, (_, name: string, otherwise: string | undefined) => {
      // The name of the machine is no variable of every shell's children.
      const found =
        environment[name] ?? (name.toLowerCase() === 'hostname' ? hostname() : undefined) ?? otherwise
      if (found === undefined) throw new KinetailError('config', text.shape.noVariable(name, field))
      return found
    })
  return Object.fromEntries(
    Object.entries(add).map(([field, value]) => [
      field,
      typeof value === 'string' ? fill(field, value) : value,
    ]),
  )
}
