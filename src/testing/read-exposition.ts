/** A metric as the text format of Prometheus has it. */
export interface ReadMetric {
  readonly type: string
  readonly help: string
  readonly samples: {
    readonly name: string
    readonly labels: Record<string, string>
    readonly value: number
  }[]
}

/**
 * Reads the text format strictly, by its published grammar alone: what it does not allow throws. By name of the metric, without the suffixes of
 * histograms.
 */
export function readExposition(text: string): Map<string, ReadMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const metrics = new Map<string, ReadMetric>()
  const series = new Set<string>()
  const helps = new Map<string, string>()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][\w:]*) (.+)$/.exec(line)
    if (help) {
      if (helps.has(help[1]!)) throw new Error(`two texts for ${help[1]}`)
      helps.set(help[1]!, help[2]!)
      continue
    }
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram)$/.exec(line)
    if (type) {
      current = type[1]!
      if (metrics.has(current)) throw new Error(`${current} comes twice`)
      metrics.set(current, { type: type[2]!, help: helps.get(current) ?? '', samples: [] })
      continue
    }
    if (/^# UNIT [\w:]+ \w+$/.test(line)) continue
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/s.exec(line)
    if (!sample) throw new Error(`no line of the format: ${JSON.stringify(line)}`)
    const [, name, written = '', number] = sample
    const family = metrics.get(current)
    const own = family?.type === 'histogram' ? name!.replace(/_(?:bucket|sum|count)$/, '') : name
    if (!family || own !== current) throw new Error(`${name} stands below ${current}`)
    const key = `${name}{${written}}`
    if (series.has(key)) throw new Error(`${key} comes twice`)
    series.add(key)
    family.samples.push({ name: name!, labels: labelsOf(written), value: numberOf(number!) })
  }
  return metrics
}

function labelsOf(written: string): Record<string, string> {
  const labels: Record<string, string> = {}
  const pair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/y
  while (pair.lastIndex < written.length) {
    const at = pair.lastIndex
    const found = pair.exec(written)
    if (!found) throw new Error(`no labels at ${at} of ${written}`)
    const [, name, value] = found
    labels[name!] = value!.replace(/\\(.)/gs, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  }
  return labels
}

function numberOf(written: string): number {
  const value = written === '+Inf' ? Infinity : written === '-Inf' ? -Infinity : Number(written)
  if (Number.isNaN(value)) throw new Error(`no number: ${written}`)
  return value
}
