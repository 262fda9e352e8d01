import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { spoken } from '../language.ts'
import { useStore } from '../store.ts'

/** Copies a text and says that it did. */
export function Copy({
  text: copied,
  label,
}: {
  readonly text: () => string
  readonly label: string
}): VNode {
  const { text } = useStore(spoken)
  const [done, setDone] = useState(false)
  useEffect(() => {
    if (!done) return
    const timer = setTimeout(() => setDone(false), 2000)
    return () => clearTimeout(timer)
  }, [done])
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(copied())
    setDone(true)
  }
  return (
    <button type="button" class="small" onClick={() => void copy().catch(() => {})}>
      <span aria-live="polite">{done ? text.copied : label}</span>
    </button>
  )
}
