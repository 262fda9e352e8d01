/** What the readers of fields tell each other about the line. */
export abstract class State {
  /** Set by a reader that cannot tell whether its field is there: the line is then not for the kernel. */
  static unsure: bool = false
  /** Behind the stop of the quoted field that was found last. */
  static after: usize = 0
  /** CAREFUL when that field holds anything but plain characters, else PLAIN. */
  static seen: u32 = 0
  /** The time: JSON text in quotes, its length in bytes, and ms since the epoch. */
  static time: usize = 0
  static timeBytes: usize = 0
  static timeMs: f64 = 0
}
