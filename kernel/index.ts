/** What the module exports. Each kernel has a file of its own. */
export { lineEnd } from './bytes'
export { run } from './chunk'
export { formAt, jobAt } from './job'
export { md5 } from './md5'
export { placeKeys } from './place-keys'
export { putCbor, putJson } from './put-body'

/** First byte that no constant of the module occupies. */
export function heapBase(): usize {
  return __heap_base
}
export { fitAggregate, packAggregate, packLines } from './pack'
export { md5x4 } from './md5-four'
