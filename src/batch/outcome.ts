/** What became of one Entry of a request. `throttled` and `failed` may be tried again; `refused` never succeeds. */
export type Outcome = 'delivered' | 'throttled' | 'failed' | 'refused'
