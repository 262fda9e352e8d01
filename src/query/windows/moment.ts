/** A moment (ms since the epoch) as SQL. */
export function moment(ms: number): string {
  return `make_timestamp(${ms.toFixed(0)}000::BIGINT)`
}

/** A duration in ms as SQL. */
export function interval(ms: number): string {
  return `to_microseconds(${ms.toFixed(0)}000::BIGINT)`
}
