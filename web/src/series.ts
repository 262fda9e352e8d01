import { useEffect, useState } from 'preact/hooks'
import type { Series, SeriesColumn } from '../../src/serve/api.ts'
import { ask } from './ask.ts'
import { lives } from './live.ts'
import { useStore } from './store.ts'

export interface Points {
  readonly stepSeconds: number
  /** Beginning of each step, in ms since the epoch. */
  readonly time: readonly number[]
  /** The same in seconds, as charts have it. */
  readonly seconds: readonly number[]
  readonly columns: Readonly<Record<SeriesColumn, readonly (number | null)[]>>
}

/** Points in a chart, about: more than a chart has pixels for cost and show nothing. */
const MOST_POINTS = 600

/** The last `rangeSeconds` of the one-second ring, kept up to date; undefined until it has come. */
export function useSeries(rangeSeconds: number): Points | undefined {
  const life = useStore(lives)
  const [points, setPoints] = useState<Points | undefined>()
  // Another life of the server begins anew.
  useEffect(() => {
    const step = Math.max(1, Math.ceil(rangeSeconds / MOST_POINTS))
    const over = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let kept: Points | undefined
    const load = async (): Promise<void> => {
      try {
        const to = Date.now()
        // The last step may have been half full: it comes again.
        const from = kept?.time.at(-1) ?? to - rangeSeconds * 1000
        const answer = await ask<Series>('/api/series', { from: Math.floor(from), to, step }, over.signal)
        kept = joined(kept, answer, to - rangeSeconds * 1000)
        setPoints(kept)
      } catch {
        // Whether anybody answers, the connection's state says.
      }
      if (!over.signal.aborted) timer = setTimeout(() => void load(), document.hidden ? 5000 : step * 1000)
    }
    void load()
    return () => {
      over.abort()
      clearTimeout(timer)
    }
  }, [rangeSeconds, life])
  return points
}

/** What was there, without what is too old now, and what came. */
export function joined(before: Points | undefined, answer: Series, since: number): Points {
  const same = before?.stepSeconds === answer.step_seconds ? before : undefined
  const first = answer.time[0] ?? Number.POSITIVE_INFINITY
  const kept = same
    ? same.time.map((time, at) => (time >= since && time < first ? at : -1)).filter((at) => at >= 0)
    : []
  const fresh = answer.time.map((time, at) => (time >= since ? at : -1)).filter((at) => at >= 0)
  const pick = <T>(old: readonly T[] | undefined, came: readonly T[]): T[] => [
    ...kept.map((at) => old![at]!),
    ...fresh.map((at) => came[at]!),
  ]
  const names = Object.keys(answer.columns) as SeriesColumn[]
  const time = pick(same?.time, answer.time)
  return {
    stepSeconds: answer.step_seconds,
    time,
    seconds: time.map((at) => at / 1000),
    columns: Object.fromEntries(
      names.map((name) => [name, pick(same?.columns[name], answer.columns[name])]),
    ) as unknown as Points['columns'],
  }
}
