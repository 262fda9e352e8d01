/**
 * Fixed places below the module's own constants (`memoryBase` in asconfig.json): known when the kernel is compiled, so that
 * no address is loaded, and no zeros lie in the .wasm file.
 * The first kilobyte holds nothing: a null pointer hits no data.
 */

/** The job (job.ts). */
export const JOB: usize = 0x400
/** Tables of the format that is read now (`KernelForm.image`): 64 KiB. */
export const FORM: usize = 0x2000
/** Times of access logs that were converted last (access/clf-time.ts): 64 places of 128 bytes. */
export const TIME_CACHE: usize = 0x12000
/** Scratch of access lines: 8 KiB. */
export const ACCESS_SCRATCH: usize = 0x14000
/** Scratch of JSON lines: 32 KiB. */
export const JSON_SCRATCH: usize = 0x16000
/** Scratch of the rest: 8 KiB. */
export const SCRATCH: usize = 0x1e000
