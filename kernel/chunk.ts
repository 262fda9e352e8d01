import { combinedLine, FAST_LINE } from './access/combined'
import { isCombined } from './access/form'
import { accessLine } from './access/line'
import { CR, lineEnd, SPACE } from './bytes'
import * as job from './job'
import { jsonLine } from './json/line'
import { Line } from './line'
import { lineEndOrNul } from './line-end'
import { JOB } from './map'
import { writeTail } from './tail'

/** Lines longer than this, in bytes, are not for the kernel: room for what might come of one would be megabytes. */
const LONGEST_LINE: usize = 128 * 1024

/**
 * Reads lines of the job's chunk until it is done or somebody else must act (see DONE, LINE, OUTPUT_FULL, INDEX_FULL);
 * called again, it goes on. Whole lines only: nothing of a line that was not accepted is in the block or the index.
 *
 * Expects an LF in the chunk's last byte or in the one after it, and SLACK bytes behind chunk and block.
 */
export function run(): u32 {
  const begin = load<u32>(JOB, job.BEGIN)
  const end = load<u32>(JOB, job.END)
  const outEnd: usize = load<u32>(JOB, job.OUT_END)
  const base = load<u32>(JOB, job.BASE)
  const room = load<u32>(JOB, job.ROOM)
  const kind = load<u32>(JOB, job.KIND)
  const fixed: usize = load<u32>(JOB, job.FIXED)
  const growth: usize = load<u32>(JOB, job.GROWTH)
  const most: usize = load<u32>(JOB, job.MOST_RECORD_BYTES)
  const hasTail = load<u32>(JOB, job.TAIL_BYTES) != 0
  const offset = <u64>load<f64>(JOB, job.OFFSET)
  const isFast = kind == job.LINE_ACCESS && isCombined()
  // What a line needs besides its growth is taken off once.
  const roomEnd = outEnd - fixed
  let p: usize = load<u32>(JOB, job.AT)
  let o: usize = load<u32>(JOB, job.OUT)
  let lines = load<u32>(JOB, job.LINES)
  let records = load<u32>(JOB, job.RECORDS)
  let status = job.DONE

  while (p < end) {
    if (lines == room) {
      status = job.INDEX_FULL
      break
    }
    let q: usize = 0
    let next: usize = 0
    if (isFast && o + FAST_LINE <= roomEnd) {
      q = combinedLine(p, o, roomEnd)
      next = min(Line.next, <usize>end)
    }
    if (q == 0) {
      let to = lineEndOrNul(p)
      next = min(to + 1, <usize>end)
      if (load<u8>(to) == 0) {
        status = job.LINE
        break
      }
      while (to > p && load<u8>(to - 1) == CR) to--
      if (load<u8>(p) <= SPACE && isBlank(p, to)) {
        addBlank(lines)
        store<u32>(load<u32>(JOB, job.LINE_ENDS) + (lines << 2), <u32>(next - begin))
        lines++
        p = next
        continue
      }
      if (to - p > LONGEST_LINE || (p == begin && offset == 0 && hasByteOrderMark(p))) {
        status = job.LINE
        break
      }
      if (o + (to - p) * growth > roomEnd) {
        store<u32>(JOB, <u32>((to - p) * growth + fixed), job.NEED)
        status = job.OUTPUT_FULL
        break
      }
      q = kind == job.LINE_ACCESS ? accessLine(p, to, o) : jsonLine(p, to, o)
      if (q == 0) {
        status = job.LINE
        break
      }
    }
    if (hasTail) q = writeTail(q, Line.ownHost, offset + <u64>(p - begin))
    store<u16>(q, 0x0a7d)
    q++
    if (q - o > most) {
      status = job.LINE
      break
    }
    const i = records << 2
    store<u32>(load<u32>(JOB, job.STARTS) + i, <u32>(o - base))
    store<u32>(load<u32>(JOB, job.ENDS) + i, <u32>(q - base))
    const hasKey = Line.keyEnd != 0
    store<u32>(load<u32>(JOB, job.KEY_STARTS) + i, hasKey ? <u32>(Line.keyStart - base) : 0)
    store<u32>(load<u32>(JOB, job.KEY_ENDS) + i, hasKey ? <u32>(Line.keyEnd - base) : 0)
    store<u32>(load<u32>(JOB, job.LINE_NUMBERS) + i, lines)
    store<f64>(load<u32>(JOB, job.EVENT_TIMES) + (i << 1), Line.eventTime)
    store<u8>(load<u32>(JOB, job.LOG_TYPES) + records, <u8>Line.logType)
    store<u32>(load<u32>(JOB, job.LINE_ENDS) + (lines << 2), <u32>(next - begin))
    records++
    lines++
    o = q + 1
    p = next
  }
  if (status == job.LINE) store<u32>(JOB, <u32>min(lineEnd(p, end) + 1, <usize>end), job.NEXT)
  store<u32>(JOB, <u32>p, job.AT)
  store<u32>(JOB, <u32>o, job.OUT)
  store<u32>(JOB, lines, job.LINES)
  store<u32>(JOB, records, job.RECORDS)
  return status
}

function isBlank(from: usize, to: usize): bool {
  let i = from
  while (i < to && (load<u8>(i) == SPACE || load<u8>(i) == 0x09 || load<u8>(i) == CR)) i++
  return i == to
}

function addBlank(line: u32): void {
  const blanks = load<u32>(JOB, job.BLANKS)
  store<u32>(load<u32>(JOB, job.BLANK_LINES) + (blanks << 2), line)
  store<u32>(JOB, blanks + 1, job.BLANKS)
}

function hasByteOrderMark(p: usize): bool {
  return (load<u32>(p) & 0xffffff) == 0xbfbbef
}
