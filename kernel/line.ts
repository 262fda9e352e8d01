/** What a line function finds out about the record that it wrote. Set by it, used by the chunk loop. */
export abstract class Line {
  /** Where the partition key's text lies (addresses); both 0 when there is none. */
  static keyStart: usize = 0
  static keyEnd: usize = 0
  /** ms since the epoch */
  static eventTime: f64 = 0
  /** Where the next line begins; only a line function that was not told the line's end sets it. */
  static next: usize = 0
  /** Index into the format's log types. */
  static logType: u32 = 0
  /** The record has a `host` of its own. */
  static ownHost: bool = false
}

/** Says all of it at once. */
// @ts-ignore: decorator
@inline
export function setLine(keyStart: usize, keyEnd: usize, eventTime: f64, logType: u32, ownHost: bool): void {
  Line.keyStart = keyStart
  Line.keyEnd = keyEnd
  Line.eventTime = eventTime
  Line.logType = logType
  Line.ownHost = ownHost
}
