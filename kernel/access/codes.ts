/** The codes and flags of `src/format/op-codes.ts`, which says what they mean. */
export const READ_LITERAL: u32 = 0
export const READ_ADDRESS: u32 = 1
export const READ_TEXT: u32 = 2
export const READ_QUOTED: u32 = 3
export const READ_REQUEST: u32 = 4
export const READ_CLF_TIME: u32 = 5
export const READ_ISO_TIME: u32 = 6
export const READ_EPOCH_TIME: u32 = 7
export const READ_NUMBER: u32 = 8
export const READ_UPSTREAM: u32 = 9
export const READ_END: u32 = 10

export const FLAG_NOT_EMPTY: u32 = 1
export const FLAG_BEFORE_TIME: u32 = 2
export const FLAG_LAST: u32 = 4
export const FLAG_DOTTED: u32 = 8
export const FLAG_IP: u32 = 16
export const FLAG_INTEGER: u32 = 32
export const FLAG_QUOTED: u32 = 64
export const FLAG_TAIL_ANY: u32 = 128
export const FLAG_HOST: u32 = 512
export const FLAG_TAIL_NONE: u32 = 1024
export const FLAG_STOP_IS_NEXT: u32 = 2048
export const FLAG_GAP: u32 = 32768
export const FLAG_ONE_WORD: u32 = 65536

export const WRITE_NOTHING: u32 = 0
export const WRITE_TEXT: u32 = 1
export const WRITE_NUMBER: u32 = 2
export const WRITE_SIZE: u32 = 3
export const WRITE_SCALED: u32 = 4
export const WRITE_NUMBER_OR_TEXT: u32 = 5
export const WRITE_TIME: u32 = 6
export const WRITE_IF_PRESENT: u32 = 7
export const WRITE_LIST: u32 = 8
