/** Reads one line with the op tables at FORM. */
export function accessLine(from: usize, to: usize, o: usize): usize {
  return 0
}
