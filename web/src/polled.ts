import { useEffect, useState } from 'preact/hooks'
import { ask } from './ask.ts'
import { lives } from './live.ts'
import { useStore } from './store.ts'

type Query = Readonly<Record<string, string | number | undefined>>

export interface Polled<T> {
  readonly data: T | undefined
  /** Why the last asking failed. */
  readonly failure: string | undefined
}

/** A route asked again and again, every `everyMs`, seldom while nobody looks; anew when the question changes. */
export function usePolled<T>(route: string, query: () => Query, key: string, everyMs: number): Polled<T> {
  const life = useStore(lives)
  const [state, setState] = useState<Polled<T>>({ data: undefined, failure: undefined })
  // `key` tells when the question is another one.
  useEffect(() => {
    const over = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const load = async (): Promise<void> => {
      try {
        const data = await ask<T>(route, query(), over.signal)
        setState({ data, failure: undefined })
      } catch (error) {
        if (!over.signal.aborted)
          setState(({ data }) => ({ data, failure: String(error instanceof Error ? error.message : error) }))
      }
      if (!over.signal.aborted) timer = setTimeout(() => void load(), document.hidden ? 4 * everyMs : everyMs)
    }
    void load()
    return () => {
      over.abort()
      clearTimeout(timer)
    }
  }, [route, key, everyMs, life])
  return state
}
