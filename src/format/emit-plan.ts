import type { PlannedField, TableOptions } from './compile-table.ts'
import { STANDARD_KEYS } from './field-names.ts'
import * as op from './op-codes.ts'
import type { EmitOp } from './op-table.ts'

const REQUEST_SLOT: Readonly<Record<string, number>> = { method: 0, path: 1, protocol: 2 }
const encoder = new TextEncoder()

/** Where a value comes from and how it is written. */
interface Value {
  readonly code: number
  readonly slot: number
  readonly shift: number
}

/**
 * The program that writes a record: the standard keys in their order (null where the format lacks them), log_type,
 * then the format's further fields, then the text of a request that could not be read.
 */
export function planEmission(fields: readonly PlannedField[], options: TableOptions): EmitOp[] {
  const ops: EmitOp[] = []
  let lead = '{'
  const put = (name: string, value: Value | undefined): void => {
    lead += `${lead === '{' ? '' : ','}${JSON.stringify(name)}:`
    if (value === undefined) {
      lead += 'null'
    } else {
      ops.push({ ...value, name, lead: encoder.encode(lead) })
      lead = ''
    }
  }
  for (const key of STANDARD_KEYS) put(key, standardValue(key, fields))
  lead += `,"log_type":${JSON.stringify(options.logType)}`
  for (const field of fields) if (isFurther(field)) put(field.name, valueFor(field))
  const request = fields.find((field) => field.reading === 'request' && field.slot >= 0)
  if (request)
    ops.push(
      { ...nothing, name: '', lead: encoder.encode(lead) },
      {
        code: op.WRITE_IF_PRESENT,
        slot: request.slot + 3,
        name: 'request',
        lead: encoder.encode(',"request":'),
        shift: 0,
      },
    )
  else ops.push({ ...nothing, name: '', lead: encoder.encode(lead) })
  return ops
}

const nothing: Value = { code: op.WRITE_NOTHING, slot: -1, shift: 0 }

function standardValue(key: string, fields: readonly PlannedField[]): Value | undefined {
  if (key === 'timestamp') return { code: op.WRITE_TIME, slot: -1, shift: 0 }
  const field = fields.find((one) => one.name === key && one.slot >= 0)
  if (field) return valueFor(field)
  const part = REQUEST_SLOT[key]
  const request = fields.find((one) => one.reading === 'request' && one.slot >= 0)
  if (part === undefined || !request) return undefined
  return { code: op.WRITE_TEXT, slot: request.slot + part, shift: 0 }
}

function isFurther(field: PlannedField): boolean {
  return (
    field.slot >= 0 &&
    field.reading !== 'request' &&
    !(STANDARD_KEYS as readonly string[]).includes(field.name)
  )
}

function valueFor({ slot, part, reading }: PlannedField): Value {
  const { writing, scale = 0 } = part.field
  if (reading === 'text' && writing !== 'text') return { code: op.WRITE_NUMBER_OR_TEXT, slot, shift: 0 }
  if (writing === 'size') return { code: op.WRITE_SIZE, slot, shift: 0 }
  if (writing === 'list') return { code: op.WRITE_LIST, slot, shift: 0 }
  if (writing === 'text') return { code: op.WRITE_TEXT, slot, shift: 0 }
  return scale > 0 ? { code: op.WRITE_SCALED, slot, shift: scale } : { code: op.WRITE_NUMBER, slot, shift: 0 }
}
