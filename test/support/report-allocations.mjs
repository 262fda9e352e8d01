// Loaded into a kinetail process (`--import`): at its end it writes how many bytes it allocated on V8's heap since its
// start, collected or not, and with PLANT_ALLOCATION set lets the parser make an object for each line.
import { writeFileSync } from 'node:fs'
import { GCProfiler } from 'node:v8'
import { isMainThread } from 'node:worker_threads'

const report = process.env['KINETAIL_ALLOCATIONS']
if (report !== undefined && isMainThread) {
  const profiler = new GCProfiler()
  profiler.start()
  const used = (statistics) => statistics.heapStatistics.usedHeapSize
  process.on('exit', () => {
    const heapUsed = process.memoryUsage().heapUsed
    const collected = profiler
      .stop()
      .statistics.map(({ beforeGC, afterGC }) => used(beforeGC) - used(afterGC))
    writeFileSync(report, String(collected.reduce((sum, bytes) => sum + bytes, heapUsed)))
  })
}

if (process.env['PLANT_ALLOCATION'] !== undefined) {
  const { InThreadParser } = await import('../../dist/format/in-thread-parser.js')
  const parse = InThreadParser.prototype.parse
  InThreadParser.prototype.parse = async function (input) {
    const block = await parse.call(this, input)
    this.planted = Array.from({ length: block.lines }, (_, line) => ({ line }))
    return block
  }
}
