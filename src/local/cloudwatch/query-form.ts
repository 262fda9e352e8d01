import type { Parameters } from './parameters.ts'

/** A tree under construction: lists are keyed by their index until the end. */
interface Branch {
  [name: string]: string | Branch
}

/**
 * The input that an AWS Query form carries: `Dimensions.member.1.Name=x` is `{ Dimensions: [{ Name: 'x' }] }`.
 * Leaves stay text; `Action` and `Version` stay in as parameters of the call.
 */
export function parseQueryForm(body: string): Parameters {
  const root = newBranch()
  for (const [path, value] of new URLSearchParams(body)) {
    const names = path.split('.')
    const last = names.pop()!
    let branch = root
    for (const name of names) {
      const known = branch[name]
      const next = typeof known === 'object' ? known : newBranch()
      branch[name] = next
      branch = next
    }
    branch[last] = value
  }
  return collect(root) as Parameters
}

function newBranch(): Branch {
  // Names come from the client: `__proto__` must be a name like any other.
  return Object.create(null) as Branch
}

function collect(node: string | Branch): unknown {
  if (typeof node === 'string') return node
  const { member } = node
  if (typeof member === 'object' && Object.keys(node).length === 1)
    return Object.entries(member)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, one]) => collect(one))
  return Object.fromEntries(Object.entries(node).map(([name, one]) => [name, collect(one)]))
}
