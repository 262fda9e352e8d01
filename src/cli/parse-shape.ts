import { loadSettings } from '../config/load.ts'
import type { SettingName } from '../config/settings.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import type { ShapeOptions } from '../format/shape/shape-options.ts'
import { type UnparsedShape, unparsedShape } from '../format/shape/unparsed-shape.ts'
import { checkShapes } from '../pipeline/check-shapes.ts'
import { shapeOf } from '../pipeline/shape-of.ts'

export interface ParseShape {
  readonly shape: ShapeOptions
  readonly unparsed: UnparsedShape
}

/**
 * What the flags of shaping say, checked against the format. Loaded only where one is given: the schema of the settings takes as long to
 * load as all else that `parse` needs.
 */
export async function parseShape(
  given: Partial<Record<SettingName, unknown>>,
  spec: FormatSpec,
  maxRecordBytes: number,
): Promise<ParseShape> {
  const shape = shapeOf((await loadSettings(given, {})).settings, {})
  checkShapes({ ...shape, keep: shape.keep?.flat() }, [{ spec: { ...spec, shape }, rules: {}, path: '' }])
  return { shape, unparsed: unparsedShape(shape, maxRecordBytes) }
}
