/** English sentences of `serve`, the dashboard's server. Keys are ids; a sentence with facts is a function of them. */
export const serve = {
  listening: (url: string): string => `Dashboard: ${url}`,
  stillTrying: (problem: string, seconds: number): string =>
    `${problem} Everything else goes on without the dashboard; it is tried again every ${seconds} s.`,
  portTaken: (host: string, port: number): string =>
    `The dashboard cannot listen on port ${port} of ${host}: another program does. Give it another port, as in --dashboard ${port + 1}, or --dashboard 0 for any free one.`,
  portRefused: (host: string, port: number): string =>
    `The dashboard may not listen on port ${port} of ${host}: ports below 1024 are for the administrator. Give it another port, as in --dashboard 7788.`,
  noSuchHost: (host: string, port: number): string =>
    `The dashboard cannot listen on port ${port} of ${host}: this machine has no such address. Use --dashboard ${port} for this machine alone, or --dashboard 0.0.0.0:${port} for all of its addresses.`,
  cannotListen: (host: string, port: number, words: string): string =>
    `The dashboard cannot listen on port ${port} of ${host}: ${words}. Give it another port, as in --dashboard 0 for any free one.`,
  tokenMade: (url: string): string =>
    `The dashboard can be seen from other machines, so it asks for a token, which is good until this process ends: ${url}`,
  tokenGiven: (url: string): string =>
    `The dashboard can be seen from other machines, so it asks for the token of --dashboard-token: ${url}`,
  startedLate: (url: string): string => `The dashboard is there now: ${url}`,
  fault: (words: string): string =>
    `The dashboard failed, through a fault of its own, and some of its figures may be missing from now on; shipping is not touched. Please report this: ${words}`,
  pageMissingTitle: 'kinetail: the page is missing',
  pageMissing:
    'This build of kinetail has no page of the dashboard: `npm run build` makes it. Its data are here:',
  errors: {
    noToken:
      'This dashboard asks for a token. Open the address that kinetail printed when it started, or send the header "Authorization: Bearer TOKEN".',
    wrongHost: (host: string): string =>
      `The dashboard does not answer to the name ${JSON.stringify(host)}: open it by its address, as kinetail printed it. (Names that lead to this machine might be another site's trick.)`,
    wrongOrigin: (origin: string): string =>
      `The dashboard answers its own page alone, and this request comes from ${JSON.stringify(origin)}.`,
    noRoute: (path: string): string => `There is nothing at ${JSON.stringify(path)}.`,
    method: (method: string, allowed: string): string => `${method} cannot be used here: ${allowed} can.`,
    tooManyWatchers: (most: number): string =>
      `${most} pages are connected, which is the most: close one of them.`,
    badNumber: (name: string, written: string, least: number, most: number): string =>
      `${name}=${JSON.stringify(written)} is not a number from ${least} to ${most}.`,
    badRange: 'from is later than to.',
    badField: (written: string, known: readonly string[]): string =>
      `field=${JSON.stringify(written)} is unknown: give one of ${known.join(', ')}.`,
    bodyTooLarge: (most: number): string => `The body is larger than ${most} bytes.`,
    notJson: 'The body is no JSON object of the form {"sql": "SELECT …"}.',
    fault: 'The dashboard failed at this request, through a fault of its own; shipping is not touched.',
    noAlerts: 'There are no alert rules.',
  },
  sql: {
    empty: 'There is no statement: write a SELECT, as in SELECT status_code, count(*) FROM logs GROUP BY 1.',
    several: 'There are several statements: the SQL box runs one at a time.',
    notASelect: (kind: string): string =>
      `${kind} cannot be run here: the SQL box only reads. Write a SELECT over logs.`,
    timeout: (seconds: number): string =>
      `The query took longer than ${seconds} s and was ended. Take a shorter range, or fewer columns.`,
    busy: 'Another query is running: try again when it is done.',
    failed: (words: string): string => `The query failed: ${words}`,
    unavailable: (words: string): string => `The SQL box cannot be started: ${words}`,
    ended: 'The SQL box ended unexpectedly: try again, with a shorter range or fewer columns.',
    memory: (size: string): string =>
      `The query needs more than the ${size} of memory that the SQL box has: take a shorter range, or group by fewer values.`,
  },
}
