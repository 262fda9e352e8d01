import type { VNode } from 'preact'

const WIDTH = 100
const HEIGHT = 24

/** A small line without axes: whether it rises or falls. Its box is there from the start, so nothing jumps. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }): VNode {
  const most = Math.max(1e-9, ...values.map((value) => value ?? 0))
  const step = WIDTH / Math.max(1, values.length - 1)
  // Where nothing was measured, there is no line: a zero would say that something was.
  const points = values
    .map((value, at) =>
      value === null
        ? ''
        : `${(at * step).toFixed(1)},${(HEIGHT - 1 - (value / most) * (HEIGHT - 2)).toFixed(1)}`,
    )
    .join(' ')
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {values.length > 1 && <polyline points={points} />}
    </svg>
  )
}
