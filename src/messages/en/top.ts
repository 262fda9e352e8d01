/** English sentences of `kinetail top`. Those that it shares with the dashboard's page are in `web.ts`. */
export const top = {
  description:
    'The first screen of a running kinetail in a terminal: is everything arriving, how fast, what is wrong, where.',
  examples: {
    plain: 'the kinetail of this machine that was started with --dashboard',
    remote: 'another one, by the address that it printed, token and all',
    once: 'print it once, for a script or a mail',
    json: 'the same as JSON: what /api/now says',
  },
  urlArgument: 'address of the dashboard, a port, or host:port',
  urlOption: 'the same',
  tokenOption:
    'token of the dashboard, where it asks for one; better in the environment: KINETAIL_DASHBOARD_TOKEN',
  onceOption: 'print one screen and end; so it is where the output is no terminal',
  jsonOption: 'print one screen as JSON and end',
  help: `
Keys: 1 to 4 or Tab for overview, files, shards, failures; p to pause; q to quit.
`,
  twoUrls: (one: string, other: string): string =>
    `Two addresses are given, ${one} and ${other}: leave one of them out.`,
  badUrl: (written: string): string =>
    `"${written}" is no address of a dashboard: give one as in http://127.0.0.1:7788/, web-1:7788 or 7788.`,
  nothingThere: (url: string, reason: string): string =>
    `No dashboard answers at ${url}: ${reason}. Start kinetail with --dashboard, as in kinetail stream --config kinetail.yaml --dashboard, or give the address that it printed: kinetail top URL.`,
  noToken: (url: string): string =>
    `The dashboard at ${url} asks for a token: give the whole address that kinetail printed when it started, or the token by --token or KINETAIL_DASHBOARD_TOKEN.`,
  refused: (url: string, status: number, words: string): string =>
    `The dashboard at ${url} refused with ${status}: ${words}`,
  noKinetail: (url: string): string =>
    `What answers at ${url} is no dashboard of kinetail: give the address that kinetail printed, as in kinetail top http://127.0.0.1:7788/.`,
  views: ['overview', 'files', 'shards', 'failures'] as readonly string[],
  hosts: 'hosts',
  live: 'live',
  lost: (since: string): string => `disconnected since ${since}, trying again`,
  paused: 'paused',
  keys: '1-4 Tab: view  p: pause  q: quit',
  up: (time: string): string => `up ${time}`,
  inAll: (count: string): string => `${count} in all`,
  more: (count: string): string => `… ${count} more`,
  none: 'none',
  starting: 'The stream and the files are not open yet.',
  columns: {
    file: 'File',
    host: 'Host',
    shard: 'Shard',
    rate: 'per second',
    behind: 'behind',
    trend: 'five minutes',
    heat: 'heat',
    throttled: 'throttled',
    batch: 'batch',
    reason: 'Why lines did not parse',
    count: 'lines',
  },
  fix: (command: string): string => `fix: ${command}`,
}
