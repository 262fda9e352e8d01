import { SPACE } from '../bytes'
import { STOP, STOP_BYTES, STOP_FIRST, STOP_LOOSE, STOP_MASK, STOP_NEVER, STOP_WORD } from './form'

/**
 * Where the op's stop ends when it lies at `i`, 0 when it does not. A space in it fits a run of spaces. No stop holds a
 * line end, and one follows the line: so none fits beyond `to`.
 */
// @ts-ignore: decorator
@inline
export function afterStop(op: usize, i: usize, to: usize): usize {
  if (((load<u64>(i) ^ load<u64>(op, STOP_WORD)) & load<u64>(op, STOP_MASK)) == 0) {
    const bytes: usize = load<u32>(op, STOP_BYTES)
    const after = i + bytes
    if (bytes <= 8 && <u32>load<u8>(after) != load<u32>(op, STOP_NEVER)) return after
  }
  return load<u32>(op, STOP_LOOSE) == 0 ? 0 : afterLooseStop(op, i, to)
}

function afterLooseStop(op: usize, i: usize, to: usize): usize {
  if (load<u8>(i) != load<u32>(op, STOP_FIRST)) return 0
  const stop: usize = load<u32>(op, STOP)
  const bytes: usize = load<u32>(op, STOP_BYTES)
  for (let k: usize = 0; k < bytes; k++) {
    const byte = load<u8>(stop + k)
    if (i >= to || load<u8>(i) != byte) return 0
    i++
    if (byte == SPACE) while (i < to && load<u8>(i) == SPACE) i++
  }
  return i
}
