import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { spoken } from '../language.ts'
import { useStore } from '../store.ts'
import { isDark, theme } from '../theme.ts'
import { Empty } from './notice.tsx'

/** Columns of figures; undefined or null where nothing was measured. */
export type Values = readonly (number | null)[]

export interface Line {
  readonly name: string
  /** A custom property of the style sheet, without `--`. */
  readonly colour: string
  readonly values: Values
  readonly fill?: boolean
}

interface Props {
  readonly label: string
  /** Seconds since the epoch where `ofTime`, else places from 0. */
  readonly x: readonly number[]
  readonly lines: readonly Line[]
  readonly write: (value: number | null) => string
  readonly ofTime?: boolean
  readonly height?: number
  /** Names of places, where x is no time. */
  readonly places?: readonly string[]
  readonly bars?: boolean
}

/** A chart of lines over time, or of bars. A screen reader hears what `figcaption` says. */
export function Chart({
  label,
  x,
  lines,
  write,
  ofTime = true,
  height = 180,
  places,
  bars = false,
}: Props): VNode {
  const { text } = useStore(spoken)
  const colours = useStore(theme)
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const axis = ofTime ? text.charts.time : text.charts.place
  const names = [axis, ...lines.map(({ name, colour }) => `${name}:${colour}`)].join()
  const shown = useRef({ write, places, axis })
  shown.current = { write, places, axis }

  // `names` and `colours` tell when it is another chart.
  useEffect(() => {
    const target = box.current!
    const options = optionsOf({ lines, ofTime, height, bars, width: target.clientWidth, shown })
    const made = new uPlot(options, dataOf(x, lines), target)
    plot.current = made
    const resize = new ResizeObserver(() => {
      if (target.clientWidth > 0) made.setSize({ width: target.clientWidth, height })
    })
    resize.observe(target)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const redraw = (): void => made.redraw(false)
    scheme.addEventListener('change', redraw)
    return () => {
      scheme.removeEventListener('change', redraw)
      resize.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [names, ofTime, height, bars, colours, isDark()])

  // The figures beside a chart change more often than its points: it is drawn when these are others.
  useEffect(() => {
    plot.current?.setData(dataOf(x, lines))
  }, [x, ...lines.map(({ values }) => values)])

  const nothing = lines.every(({ values }) => values.every((value) => value === null))
  return (
    <figure class="chart">
      <div ref={box} class="plot" aria-hidden="true" data-height={height} />
      {nothing && <Empty>{text.charts.none}</Empty>}
      <figcaption class="unseen">
        {label}. {lines.map((line) => summary(line, write, text.charts.summary)).join('; ')}
      </figcaption>
    </figure>
  )
}

function summary(
  { name, values }: Line,
  write: Props['write'],
  say: (name: string, last: string, least: string, most: string) => string,
): string {
  const measured = values.filter((value) => value !== null)
  if (measured.length === 0) return say(name, write(null), write(null), write(null))
  return say(name, write(measured.at(-1)!), write(Math.min(...measured)), write(Math.max(...measured)))
}

function dataOf(x: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [x, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData
}

interface OptionParts extends Required<Pick<Props, 'lines' | 'ofTime' | 'height' | 'bars'>> {
  readonly width: number
  readonly shown: {
    readonly current: {
      readonly write: Props['write']
      readonly places: Props['places']
      readonly axis: string
    }
  }
}

function optionsOf({ lines, ofTime, height, bars, width, shown }: OptionParts): uPlot.Options {
  const ink = (name: string) => (): string =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
  const axis = {
    stroke: ink('faint'),
    grid: { stroke: ink('grid'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  }
  const paths = bars ? uPlot.paths.bars?.({ size: [0.8, 60] }) : undefined
  return {
    width: Math.max(width, 100),
    height,
    scales: {
      x: { time: ofTime, ...(bars && { range: (_, least, most) => [least - 0.5, most + 0.5] }) },
      y: { range: (_, _least, most) => [0, Math.max(most || 0, 1e-9) * 1.05] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        ...(ofTime
          ? { values: (_: uPlot, splits: number[]) => splits.map(hourAndMinute) }
          : { values: (_: uPlot, splits: number[]) => splits.map((at) => shown.current.places?.[at] ?? '') }),
      },
      {
        ...axis,
        size: 64,
        values: (_: uPlot, splits: number[]) => splits.map((value) => shown.current.write(value)),
      },
    ],
    series: [
      {
        label: shown.current.axis,
        value: (plot: uPlot, under: number | null) => {
          const at = under ?? plot.data[0].at(-1)
          if (at === undefined) return '–'
          return ofTime ? hourAndMinute(at) : (shown.current.places?.[at] ?? String(at))
        },
      },
      ...lines.map(({ name, colour, fill }) => ({
        label: name,
        stroke: ink(colour),
        width: 1.5,
        spanGaps: false,
        points: { show: false },
        ...(paths && { paths }),
        ...((fill || bars) && { fill: ink(`${colour}-soft`) }),
        // While nobody points at the chart, the legend has the newest figures.
        value: (plot: uPlot, value: number | null, series: number, at: number | null) =>
          shown.current.write(at === null ? newest(plot.data[series]) : value),
      })),
    ],
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    legend: { live: true },
  }
}

function hourAndMinute(at: number): string {
  const time = new Date(at * 1000)
  const parts = [time.getHours(), time.getMinutes()]
  if (time.getSeconds() !== 0) parts.push(time.getSeconds())
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

function newest(values: ArrayLike<number | null | undefined> | undefined): number | null {
  for (let at = (values?.length ?? 0) - 1; at >= 0; at--) {
    const value = values![at]
    if (typeof value === 'number') return value
  }
  return null
}
