import { join } from 'node:path'
import { runChild } from './child.ts'
import type { DataFile } from './data.ts'
import type { Figure } from './stream-run.ts'

/** `kinetail parse` of one file to /dev/null, from its start to its end. */
export async function parseRun(folder: string, type: string, { path, lines }: DataFile): Promise<Figure> {
  const words = [join(folder, 'bin', 'kinetail.js'), 'parse', '--type', type, path]
  const cost = await runChild({ command: process.execPath, words })
  return {
    linesPerSecond: lines / cost.wallSeconds,
    cpuPerMillion: (cost.cpuSeconds / lines) * 1e6,
    peakMB: cost.peakMB,
  }
}
