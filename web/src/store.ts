import { useEffect, useState } from 'preact/hooks'

/** A value that changes, and whoever wants to hear of it. The page's data flow one way: servers' answers into stores, stores into views. */
export interface Store<T> {
  get(): T
  set(value: T): void
  subscribe(hear: () => void): () => void
}

export function store<T>(first: T): Store<T> {
  let value = first
  const hearers = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const hear of hearers) hear()
    },
    subscribe(hear) {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  }
}

/** The value of a store in a component, drawn again when it changes. */
export function useStore<T>(from: Store<T>): T {
  const [value, setValue] = useState(from.get())
  useEffect(() => {
    const hear = (): void => setValue(() => from.get())
    // It may have changed between the first drawing and now.
    hear()
    return from.subscribe(hear)
  }, [from])
  return value
}
