/** Columns of a result that begin so are the engine's own: they are never shown. */
export const HIDDEN = '_kt_'
/** Names a row for good, see `RowBatch.identity`. */
export const ROW = '_kt_row'
/** When a row is, where the query may not select it. */
export const ROWTIME = '_kt_rowtime'
/** Variables of the connection: the window that is being computed. */
export const WINDOW_START = 'kinetail_window_start'
export const WINDOW_END = 'kinetail_window_end'

/** What a result row is named by: its group, the row it is of, or what it says. */
export type IdentityKind = 'group' | 'row' | 'content'
