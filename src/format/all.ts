import { apache } from './apache.ts'
import { application } from './application-component.ts'
import type { FormatComponent } from './component.ts'
import { nginx } from './nginx.ts'

/** Every format, in the order in which people look for them. */
export const FORMATS: readonly FormatComponent[] = [apache, nginx, application]
