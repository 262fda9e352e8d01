import { written } from './field.ts'
import { cut } from './line-facts.ts'

const PLACE = /\{([\w.]+)\}/g

/** Fills the `{name}` places of a text; one whose value nobody knows becomes `?`. */
export function render(template: string, read: (name: string) => unknown): string {
  return template.replaceAll(PLACE, (_, name: string) => {
    const value = read(name)
    return value === undefined || value === null ? '?' : cut(written(value))
  })
}
