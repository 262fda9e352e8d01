import type { ComponentChildren, VNode } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  readonly title: string
  /** Beside the title: a count, a control. */
  readonly aside?: ComponentChildren
  readonly wide?: boolean
  readonly children: ComponentChildren
}

/** A card with its heading. */
export function Section({ title, aside, wide = false, children }: Props): VNode {
  const id = useId()
  return (
    <section class={wide ? 'card wide' : 'card'} aria-labelledby={id}>
      <header class="card-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div class="aside">{aside}</div>}
      </header>
      {children}
    </section>
  )
}
