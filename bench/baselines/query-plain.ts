/** `query-plain.js FILE`: the same query as a plain program: JSON.parse, a Map of groups, two Sets in each. */
import { recordBlocks } from '../harness/record-blocks.ts'

interface Group {
  n: number
  readonly ips: Set<string>
  readonly paths: Set<string>
  size: number
}

const MINUTE = 60_000
let groups = new Map<string, Group>()
let window = Number.NaN

function handOut(): void {
  for (const [type, { n, ips, paths, size }] of [...groups].sort())
    process.stdout.write(
      `${JSON.stringify([new Date(window).toISOString(), new Date(window + MINUTE).toISOString(), type, n, ips.size, paths.size, size])}\n`,
    )
  groups = new Map()
}

for await (const block of recordBlocks(process.argv[2]!))
  for (const line of block) {
    const record = JSON.parse(line.toString()) as {
      timestamp: string
      log_type: string
      ip_address: string
      path: string
      response_size: number
    }
    const start = Math.floor(Date.parse(record.timestamp) / MINUTE) * MINUTE
    if (start !== window) {
      handOut()
      window = start
    }
    let group = groups.get(record.log_type)
    if (group === undefined) {
      group = { n: 0, ips: new Set(), paths: new Set(), size: 0 }
      groups.set(record.log_type, group)
    }
    group.n++
    group.ips.add(record.ip_address)
    group.paths.add(record.path)
    group.size += record.response_size
  }
handOut()
