import { FORMATS } from '../all.ts'
import type { FormatSpec } from '../create-engine.ts'
import { type Explained, Explainer, type Parsed } from './explainer.ts'

/** A type, or a built-in string of one, that reads a line. */
export interface Fit {
  readonly spec: FormatSpec
  readonly parsed: Parsed
  /** Fields with a value. */
  readonly fields: number
}

/** Every type and built-in string there is, by FORMATS. */
export class NearestFormats {
  readonly #explainers: readonly Explainer[] = FORMATS.flatMap(({ name, strings }) => {
    const specs: FormatSpec[] = [
      { type: name },
      ...Object.keys(strings).map((format) => ({ type: name, format })),
    ]
    return specs.flatMap((spec) => explainerOf(spec))
  })

  /** The best that reads the line; else the one that comes farthest in it; blank lines are the same to all. */
  closest(line: Uint8Array): { readonly explainer: Explainer; readonly explained: Explained } {
    const [best] = this.fitting(line)
    if (best)
      return { explainer: this.#explainers.find(({ spec }) => spec === best.spec)!, explained: best.parsed }
    const all = this.#explainers.map((explainer) => ({ explainer, explained: explainer.explain(line) }))
    return all.reduce((a, b) => (progress(b.explained) > progress(a.explained) ? b : a))
  }

  /** The formats that read the line, the best first: those that find its time, types before format strings, more fields before fewer. */
  fitting(line: Uint8Array): Fit[] {
    const fits = this.#explainers.flatMap((explainer): Fit[] => {
      const parsed = explainer.fits(line)
      return parsed ? [{ spec: explainer.spec, parsed, fields: valuesOf(parsed) }] : []
    })
    return fits.sort((a, b) => rank(b) - rank(a) || b.fields - a.fields)
  }
}

/** None for a type that needs more to be told (a user's own format), or other lines before this one. */
function explainerOf(spec: FormatSpec): Explainer[] {
  try {
    return [new Explainer(spec)]
  } catch {
    return []
  }
}

function valuesOf({ record }: Parsed): number {
  return Object.values(record).filter((value) => value !== null).length
}

/** How far a format came, in bytes. One that keeps any text came nowhere. */
function progress(explained: Explained): number {
  return explained.fate === 'rejected' ? explained.column : -1
}

function rank({ spec, parsed }: Fit): number {
  return (parsed.timed ? 2 : 0) + (spec.format === undefined ? 1 : 0)
}
