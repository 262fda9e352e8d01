import { type Document, isMap, isScalar, parseDocument } from 'yaml'

/** What a YAML text means, or what is first wrong with it and at which offset, in UTF-16 units. */
export function readYaml(written: string): {
  readonly value?: unknown
  readonly error?: { readonly at: number; readonly words: string }
} {
  const document = parseDocument(written, { prettyErrors: false })
  const [error] = document.errors
  return error ? { error: { at: error.pos[0], words: error.message } } : { value: document.toJS() }
}

/**
 * Offsets in a YAML or JSON text, in UTF-16 units: of the key at the end of a path; of the deepest parent that exists where the path does
 * not.
 */
export function offsets(written: string): (path: readonly PropertyKey[]) => number {
  const document = parseDocument(written, { prettyErrors: false })
  return (path) => offsetOf(document, path)
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const last = path[depth - 1]
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last)
      const range = isScalar(pair?.key) ? pair.key.range : undefined
      if (range) return range[0]
    }
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}
