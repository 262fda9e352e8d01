import { AccessFormat } from './access-format.ts'
import { FORMATS } from './all.ts'
import { buildFormat, type FormatSpec } from './create-engine.ts'
import { STANDARD_KEYS } from './field-names.ts'
import { AUTO } from './types.ts'

/** What any record may have besides its format's fields. */
const OWN = ['host', 'event_id', 'truncated', 'line_bytes']

/** The fields that records of a format can have; undefined where lines bring names along, or nobody knows the format yet. */
export function knownFields(spec: FormatSpec): readonly string[] | undefined {
  const component = FORMATS.find(({ name }) => name === spec.type)
  if (spec.type === AUTO || component === undefined || component.takesPattern) return undefined
  const described = component.logTypes.flatMap(({ fields }) => fields.map(({ name }) => name))
  if (described.includes('*') || component.header !== undefined) return undefined
  const lines = spec.format === undefined ? null : buildFormat(spec, { host: null, keyField: null })
  const own = lines instanceof AccessFormat ? lines.fieldNames : described
  return [
    ...new Set([
      ...STANDARD_KEYS.filter((key) => described.includes(key)),
      ...own,
      'log_type',
      'request',
      ...OWN,
    ]),
  ]
}
