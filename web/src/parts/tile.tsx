import type { VNode } from 'preact'
import { Sparkline } from './sparkline.tsx'

interface Props {
  readonly name: string
  /** Names the figure for tests and for whoever reads the page by program. */
  readonly figure: string
  readonly value: string
  readonly hint?: string
  readonly level?: 'ok' | 'warn' | 'bad' | undefined
  readonly trend?: readonly (number | null)[] | undefined
}

/** One figure of the first screen. */
export function Tile({ name, figure, value, hint, level = 'ok', trend }: Props): VNode {
  return (
    <div class={`tile ${level}`}>
      <dt>{name}</dt>
      <dd class="figure" data-figure={figure}>
        {value}
      </dd>
      <dd class="hint">{hint ?? '\u00a0'}</dd>
      {trend !== undefined && (
        <dd class="tile-trend" aria-hidden="true">
          <Sparkline values={trend} />
        </dd>
      )}
    </div>
  )
}
