import { JSON_SCRATCH } from '../map'

/** The line's members that have a role (members.ts): 512 bytes. */
export const MEMBERS: usize = JSON_SCRATCH
/** A time that was not written as it should be (times.ts): 128 bytes. */
export const TIME: usize = JSON_SCRATCH + 512
/** The minute that was read last, as text (times.ts): 16 bytes. */
export const MINUTE: usize = JSON_SCRATCH + 640
/** A member that is about to replace another (finish.ts): 128 bytes. */
export const MEMBER_TEXT: usize = JSON_SCRATCH + 704
/** The link of keys that are not kept (keys.ts): 128 bytes. */
export const UNKEPT: usize = JSON_SCRATCH + 832
