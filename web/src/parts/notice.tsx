import type { ComponentChildren, VNode } from 'preact'
import { spoken } from '../language.ts'
import type { Polled } from '../polled.ts'
import { useStore } from '../store.ts'

/** Where there is nothing to show: says why, in the place that the figures will take. */
export function Empty({ children }: { readonly children: ComponentChildren }): VNode {
  return <p class="empty">{children}</p>
}

export function Loading(): VNode {
  const { text } = useStore(spoken)
  return (
    <p class="empty" aria-busy="true">
      {text.loading}
    </p>
  )
}

/** What a polled route shows before it has data: that it loads, or why it does not. Undefined once there is something. */
export function waiting<T>({ data, failure }: Polled<T>): VNode | undefined {
  if (data !== undefined) return undefined
  return failure === undefined ? <Loading /> : <Failed words={failure} />
}

export function Failed({ words }: { readonly words: string }): VNode {
  const { text } = useStore(spoken)
  return (
    <p class="empty failed" role="status">
      {text.failed(words)} {text.retryNote}
    </p>
  )
}
