/** Numbers as the page writes them: with units, thousands grouped, never wider than needed. `null` is a dash: nothing was measured. */

const NONE = '–'
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** 12,345 */
export function count(value: number | null): string {
  return value === null ? NONE : whole.format(value)
}

/** Below 100 with one digit after the point: 9.5; else whole: 12,345 */
export function rate(value: number | null): string {
  if (value === null) return NONE
  return Math.abs(value) < 100 ? fine.format(value) : whole.format(value)
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** 1.5 MiB */
export function bytes(value: number | null): string {
  if (value === null) return NONE
  let unit = 0
  let left = value
  while (left >= 1024 && unit < UNITS.length - 1) {
    left /= 1024
    unit++
  }
  return `${unit === 0 || left >= 100 ? whole.format(left) : fine.format(left)} ${UNITS[unit]}`
}

/** 0.4 ms, 12 ms, 1.5 s, 3 min, 2 h */
export function milliseconds(value: number | null): string {
  if (value === null) return NONE
  if (value < 10) return `${fine.format(value)} ms`
  if (value < 1000) return `${whole.format(value)} ms`
  return seconds(value / 1000)
}

export function seconds(value: number | null): string {
  if (value === null) return NONE
  if (value < 10) return `${fine.format(value)} s`
  if (value < 120) return `${whole.format(value)} s`
  if (value < 7200) return `${whole.format(value / 60)} min`
  return `${fine.format(value / 3600)} h`
}

/** 99.35 %: never rounded up to 100, nor down to 0. */
export function percent(share: number | null): string {
  if (share === null) return NONE
  const value = share * 100
  if (value > 99.99 && value < 100) return '99.99 %'
  if (value > 0 && value < 0.01) return '0.01 %'
  return `${new Intl.NumberFormat('en-US', { maximumFractionDigits: value < 10 || value > 99 ? 2 : 1 }).format(value)} %`
}

/** 14:03:07, in the reader's own zone. */
export function clock(time: number): string {
  const at = new Date(time)
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}
