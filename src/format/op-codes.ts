/**
 * Codes of the op table, shared by every engine. Plain numbers, not an object: V8 folds them into the code.
 * A parse op reads one field and the literal bytes after it (`stop`); an empty stop is the end of the line.
 */

/** Bytes at the beginning of a line that are no field. */
export const READ_LITERAL = 0
/** A client address: `ip`, `ip:port`, a host name, or a list `a, b, c`. Slot: the first one; slot + 1: the whole. */
export const READ_ADDRESS = 1
/** Anything up to the first place where the stop fits. */
export const READ_TEXT = 2
/** Anything up to a quote that no backslash precedes and after which the rest of the stop fits. */
export const READ_QUOTED = 3
/** A request line in quotes or up to the stop. Slots: method, path, protocol, whole text. */
export const READ_REQUEST = 4
/** `15/Jan/2024:10:30:45 +0000`. */
export const READ_CLF_TIME = 5
/** ISO 8601 up to the stop. */
export const READ_ISO_TIME = 6
/** A decimal number since the epoch up to the stop. */
export const READ_EPOCH_TIME = 7
/** A decimal number or `-`. */
export const READ_NUMBER = 8
/** What nginx writes for upstreams: values joined by `, ` and ` : `. */
export const READ_UPSTREAM = 9
/** Nothing but spaces may be left. */
export const READ_END = 10
/** A time by a strftime pattern (`pattern`). Slot: its text. */
export const READ_PATTERN_TIME = 11

/** An unquoted field that cannot be empty. */
export const FLAG_NOT_EMPTY = 1
/** READ_TEXT: the stop only fits where a date `dd/` follows it: a user name may hold ` [`. */
export const FLAG_BEFORE_TIME = 2
/** READ_QUOTED, READ_REQUEST: the closing quote is the last byte of the stop; the line's end or a space must follow. */
export const FLAG_LAST = 4
/** READ_ADDRESS: it must hold a dot or a colon. */
export const FLAG_DOTTED = 8
/** READ_ADDRESS: it must be an IP address. */
export const FLAG_IP = 16
/** READ_NUMBER: digits only. */
export const FLAG_INTEGER = 32
/** READ_REQUEST: in quotes. */
export const FLAG_QUOTED = 64
/** READ_END: anything may follow after a space. */
export const FLAG_TAIL_ANY = 128
/** READ_END: anything without a quote may follow after a space. */
export const FLAG_TAIL_UNQUOTED = 256
/** READ_TEXT: a host name, without a comma or quote: `10.0.0.2, 10.0.0.1 - -` begins with no virtual host. */
export const FLAG_HOST = 512
/** READ_END: nothing but spaces may be left. */
export const FLAG_TAIL_NONE = 1024
/** READ_TEXT, READ_NUMBER: the stop is the first byte of the next field, `/` of a path behind a host. */
export const FLAG_STOP_IS_NEXT = 2048
/** READ_PATTERN_TIME: it is the line's time, not a part of one. */
export const FLAG_TIME = 4096
/** READ_TEXT: the value may hold the stop: when what follows does not fit, its next place is tried. */
export const FLAG_AGAIN = 8192
/** READ_NUMBER: it may be empty, as nginx writes what is not there with escape=json and escape=none. */
export const FLAG_MAY_BE_EMPTY = 16384
/** Between two spaces: where both are there and nothing between them, it is empty (`escape=json`, `escape=none`). */
export const FLAG_GAP = 32768
/** READ_TEXT at the line's end: it ends at a space, behind a text that may hold spaces. */
export const FLAG_ONE_WORD = 65536

/** Emit ops write `lead` (JSON as it stands), then the value of a slot. */
export const WRITE_NOTHING = 0
/** Text in quotes; null for an absent slot. */
export const WRITE_TEXT = 1
/** A number as it was written, leading zeros off; null for an absent slot. */
export const WRITE_NUMBER = 2
/** The same, but 0 for an absent slot (a response size of `-` is 0 bytes, as Apache defines `%b`). */
export const WRITE_SIZE = 3
/** A number with its decimal point moved left by `shift` digits: one unit for all durations, the second. */
export const WRITE_SCALED = 4
/** A number when the text is one, else text. */
export const WRITE_NUMBER_OR_TEXT = 5
/** The time that was read, or the time of reading. */
export const WRITE_TIME = 6
/** `,"request":"…"` when the slot has text, else nothing. */
export const WRITE_IF_PRESENT = 7
/** One value as WRITE_NUMBER_OR_TEXT; several, joined by `, ` or ` : `, as a list of numbers, texts, and nulls for `-`. */
export const WRITE_LIST = 8
