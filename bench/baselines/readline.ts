/** Baseline: `readline.js FILE MOST_LINES`, a plain reader to standard output: readline, a regular expression, JSON.stringify. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { accessRecord } from './plain-records.ts'

const [path, most] = process.argv.slice(2)
let left = Number(most)
for await (const line of createInterface({ input: createReadStream(path!) })) {
  const record = accessRecord(line)
  if (record !== undefined) process.stdout.write(`${JSON.stringify(record)}\n`)
  if (--left === 0) break
}
