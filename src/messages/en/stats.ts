/** English sentences of `stats`. Keys are ids; a sentence with facts is a function of them. */
export const stats = {
  title: '=== Streaming statistics ===',
  linesProcessed: (lines: string): string => `Lines processed: ${lines}`,
  recordsSent: (records: string): string => `Records sent: ${records}`,
  errors: (count: string): string => `Errors: ${count}`,
  lineRate: (rate: string): string => `Processing rate: ${rate} lines/s`,
  recordRate: (rate: string): string => `Sending rate: ${rate} records/s`,
  queueSize: (entries: string): string => `Queue size: ${entries}`,
  parseSuccess: (part: string): string => `Parse success: ${part}`,
  latency: (p50: string, p95: string, p99: string): string =>
    `Delivery latency: p50 ${p50}, p95 ${p95}, p99 ${p99}`,
  retries: (count: string): string => `Retries: ${count}`,
  possibleDoubles: (count: string): string => `Sent again without knowing whether they had arrived: ${count}`,
  throttles: (count: string): string => `Throttled: ${count}`,
  deadLetters: (count: string): string => `Dead letters: ${count}`,
  orderRisks: (count: string): string => `Overtaken within their key: ${count}`,
  destroyed: (bytes: string): string => `Destroyed by rotation before it could be read: ${bytes}`,
  lag: (bytes: string, time: string): string => `Lag: ${bytes}, ${time}`,
  batchSize: (entries: string): string => `Batch size: ${entries}`,
  adapted: (batch: string, linger: string, requests: string, pace: string): string =>
    `Adapted: batch size ${batch}, waiting ${linger}, requests at a time ${requests}, pace ${pace}`,
  goalsMissed: (latency: string, errors: string): string =>
    `Goal missed: latency ${latency} times, errors ${errors} times`,
  logTypes: (counts: string): string => `By log type: ${counts}`,
  rejectReasons: (counts: string): string => `Did not parse: ${counts}`,
  ledger: (sum: string): string => `Ledger: ${sum}`,
  lifetime: (sum: string): string => `Ledger with earlier runs: ${sum}`,
  ledgerSum: (read: string, sent: string, dead: string, filtered: string, inFlight: string): string =>
    `read ${read} = sent ${sent} + dead-lettered ${dead} + filtered ${filtered} + in flight ${inFlight}`,
  moreFiles: (count: string): string => `and ${count} more files`,
}
