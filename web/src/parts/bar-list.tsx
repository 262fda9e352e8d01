import type { VNode } from 'preact'

export interface Bar {
  readonly value: string
  /** 0 to 1: the length of its bar. */
  readonly part: number
  readonly figures: readonly string[]
}

interface Props {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly Bar[]
  readonly onPick?: (value: string) => void
  readonly pickLabel?: (value: string) => string
}

/** A ranking: each row with a bar of its share behind it. */
export function BarList({ caption, columns, rows, onPick, pickLabel }: Props): VNode {
  const most = Math.max(1e-9, ...rows.map(({ part }) => part))
  return (
    <table class="bars">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map((name, at) => (
            <th key={name} scope="col" class={at === 0 ? '' : 'number'}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ value, part, figures }) => (
          <tr key={value}>
            <td class="bar-name">
              <span class="bar" style={{ width: `${(part / most) * 100}%` }} />
              {onPick ? (
                <button type="button" class="plain" title={pickLabel?.(value)} onClick={() => onPick(value)}>
                  <bdi>{value}</bdi>
                </button>
              ) : (
                <bdi>{value}</bdi>
              )}
            </td>
            {figures.map((figure, at) => (
              <td key={columns[at + 1]} class="number">
                {figure}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
