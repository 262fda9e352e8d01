import { ecs } from './ecs.ts'
import { otel } from './otel.ts'
import type { Schema } from './schema-map.ts'
import type { SchemaName } from './shape-options.ts'

/** The schemas besides the guide's own names. */
export const SCHEMAS: Readonly<Record<Exclude<SchemaName, 'kinetail'>, Schema>> = { ecs, otel }
