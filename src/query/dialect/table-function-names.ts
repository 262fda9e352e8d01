/** Functions that stand for a stream: `FROM TABLE(TOP_K_ITEMS_TUMBLING(CURSOR(SELECT STREAM * FROM …), 'path', 3, 60))`. */
export const TABLE_FUNCTION_NAMES: readonly string[] = [
  'TOP_K_ITEMS_TUMBLING',
  'COUNT_DISTINCT_ITEMS_TUMBLING',
  'GROUP_RANK',
]
