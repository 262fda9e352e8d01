/** One member of an operation's input, in the terms of the service's API model. */
export type Field =
  | StringField
  | MapField
  | { readonly kind: 'integer'; readonly required?: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' | 'timestamp'; readonly required?: boolean }
  | { readonly kind: 'blob'; readonly required?: boolean; readonly max?: number }
  | {
      readonly kind: 'list'
      readonly required?: boolean
      readonly min?: number
      readonly max?: number
      readonly item: Field
    }
  | { readonly kind: 'structure'; readonly required?: boolean; readonly fields: Fields }

export interface StringField {
  readonly kind: 'string'
  readonly required?: boolean
  /** Another member that may stand in for this one: a stream is named or given by ARN. */
  readonly requiredUnless?: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly oneOf?: readonly string[]
}

export interface MapField {
  readonly kind: 'map'
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
  readonly keyLength: readonly [min: number, max: number]
  readonly valueLength: readonly [min: number, max: number]
}

export type Fields = Readonly<Record<string, Field>>
export type Input = Record<string, unknown>
