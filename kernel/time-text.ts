/** The time that was read last, other than a common-log-format one: its text without quotes, and ms since the epoch. */
export abstract class TimeText {
  static ms: f64 = 0
  /** After the text's last byte. */
  static end: usize = 0
}
