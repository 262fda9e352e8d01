/** English sentences of alerts. Keys are ids; a sentence with facts is a function of them. */
export const alert = {
  badRegex: (written: string, words: string): string =>
    `${written} is not a regular expression: ${words}. Without slashes at both ends it is a text to look for.`,
  badSql: (rule: string, words: string): string =>
    `The SQL of the alert rule "${rule}" cannot be used: ${words}`,
  badOperator: (field: string, operator: string, known: readonly string[]): string =>
    `"${operator}" is no operator of a test of ${field}: there are ${known.join(', ')}.`,
  likeATest: (written: string, field: string, operator: string, value: string): string =>
    `"${written}" would be looked for as a text. A test of a field is { ${field}: "${operator} ${value}" }; if the text is meant, write /${written}/.`,
  noKeyColumn: (rule: string, key: string, columns: readonly string[]): string =>
    `The alert rule "${rule}" groups by "${key}", which its SQL does not return: it returns ${columns.join(', ')}.`,
  where: (
    values: Readonly<Record<string, string>>,
    hosts: readonly string[],
    files: readonly string[],
  ): string => {
    const group = Object.entries(values).map(([name, value]) => `${name} ${value}`)
    return [
      ...(group.length === 0 ? [] : [` (${group.join(', ')})`]),
      ...(hosts.length === 0 || 'host' in values ? [] : [` on ${hosts.join(', ')}`]),
      ...(files.length === 0 ? [] : [` in ${files.join(', ')}`]),
    ].join('')
  },
  matched: (count: number, condition: string, where: string): string =>
    `${number(count)} ${count === 1 ? 'line matches' : 'lines match'} ${condition}${where}.`,
  nothingCame: (condition: string, ms: number, where: string): string =>
    `No line${condition === '*' ? '' : ` with ${condition}`} came for ${lasted(ms)}${where}.`,
  rateIs: (count: number, before: number, windowMs: number, compareMs: number, where: string): string =>
    `${number(count)} lines in the last ${lasted(windowMs)}, ${number(before)} in the same time ${lasted(compareMs)} before${where}.`,
  returned: (row: string, windowMs: number, where: string): string =>
    `${row} in the last ${lasted(windowMs)}${where}.`,
  over: (rule: string, group: string, ms: number, count: number): string =>
    `${rule}${group === '' ? '' : ` (${group})`} is over after ${lasted(ms)}${count > 0 ? `; lines: ${number(count)}` : ''}.`,
  absentCondition: (condition: string, ms: number): string =>
    `no line${condition === '*' ? '' : ` with ${condition}`} for ${lasted(ms)}`,
  rateCondition: (condition: string, windowMs: number, compareMs: number): string =>
    `lines${condition === '*' ? '' : ` with ${condition}`} in ${lasted(windowMs)} against ${lasted(compareMs)} before`,
  noKind: 'a rule watches for one thing: give one of match, sql, absent, or above and below with compare.',
  twoKinds: (kinds: readonly string[]): string =>
    `a rule watches for one thing, and this one has ${kinds.join(' and ')}: make two rules of it.`,
  notOfKind: (key: string, kind: string, kinds: readonly string[]): string =>
    `"${key}" says nothing in a rule with ${kind}: it belongs to rules with ${kinds.join(', ')}.`,
  missing: (key: string, kind: string): string => `a rule with ${kind} needs "${key}".`,
  sameName: (name: string): string => `there are two rules named "${name}".`,
  noNotifier: (name: string, known: readonly string[]): string =>
    known.length === 0
      ? `there is no notifier "${name}": name it under "notifiers:".`
      : `there is no notifier "${name}": there are ${known.join(', ')}.`,
  oneNotifierKind: (kinds: readonly string[]): string => `a notifier is one of ${kinds.join(', ')}.`,
  badUrl:
    'this is not a web address: it begins with https:// or http://, or is env:NAME of a variable that holds one.',
  noVariable: (name: string): string => `the variable ${name} is not set.`,
  badTopic: (value: string): string =>
    `"${value}" is not the ARN of an SNS topic, as in arn:aws:sns:us-east-1:123456789012:alerts.`,
  rateTooFine:
    'compare may be 2,016 times the window at the most (5m against 7d): the counts of all that time are kept.',
  compareTooShort: 'compare must be at least as long as the window.',
  notifierFails: (name: string, reason: string, since: string | undefined): string =>
    `The notifier "${name}" fails${since === undefined ? '' : ` since ${since}`}: ${reason} Alerts for it wait and are sent again; shipping goes on.`,
  notifierWorks: (name: string, after: string): string =>
    `The notifier "${name}" works again, after ${after}.`,
  outboxFull: (name: string, most: number): string =>
    `${most.toLocaleString('en-US')} alerts wait for the notifier "${name}": the oldest was dropped.`,
  webhookRefused: (host: string, status: number): string => `${host} answered with HTTP status ${status}.`,
  noAnswer: (host: string, ms: number): string => `${host} did not answer within ${lasted(ms)}.`,
  unreached: (host: string, words: string): string => `${host} cannot be reached: ${words}.`,
  cannotAppend: (path: string, words: string): string => `${path} cannot be written: ${words}.`,
  commandLate: (program: string, ms: number): string => `${program} did not end within ${lasted(ms)}.`,
  commandNotStarted: (program: string, words: string): string => `${program} cannot be started: ${words}.`,
  commandFailed: (program: string, code: number | string, said: string): string =>
    `${program} ended with ${code}${said === '' ? '' : `: ${said}`}.`,
  firingWord: 'FIRING',
  overWord: 'OVER',
  sinceWord: 'since',
  hostsWord: 'hosts',
  filesWord: 'files',
  samplesWord: 'lines',
  moreWord: 'more',
  ruleWorks: (rule: string, after: string): string => `The alert rule "${rule}" works again, after ${after}.`,
  engineFailed: (words: string): string => `The alert rules failed, and go on: ${words}`,
  threadDied: (words: string): string =>
    `The alert rules ended unexpectedly and are started again; shipping goes on: ${words}`,
  skipped: (records: number): string =>
    `The alert rules cannot keep up: ${number(records)} records went by unseen. Shipping is not affected. Fewer rules with sql, or shorter windows, help.`,
  windowFull: (rows: number): string =>
    `The windows of the alert rules hold too much: ${number(rows)} rows left before their time. Shorter windows help.`,
  notTaken: (messages: number): string =>
    `${number(messages)} ${messages === 1 ? 'alert was' : 'alerts were'} not taken by the notifiers in time.`,
  stateDamaged: (path: string, words: string, aside: string): string =>
    `${path} cannot be used (${words}) and was moved to ${aside}: alerts begin anew, and what is on will be said again.`,
  notRefilled: (words: string): string =>
    `What the windows of the alert rules held before the restart could not be read again: ${words} They begin with what comes now; until they are full, their silence ends no alert.`,
  otherStream: (folder: string, known: string, asked: string): string =>
    `The checkpoint folder ${folder} belongs to alerts over the stream "${known}", not "${asked}": name another with --checkpoint-dir.`,
  stateNotWritten: (path: string, words: string): string =>
    `${path} cannot be written: ${words}. Alerts go on; after a restart what is on would be said again.`,
  words: {
    name: 'name of the rule, unique',
    severity: 'info, warning or critical: for whoever receives it',
    message: 'what is said, with {name} places: count, host, file, since, rule, the key, columns and fields',
    key: 'what makes groups, each an alert of its own: fields, or columns of the sql (default: its text columns)',
    cooldown:
      'how long the condition must be gone before the alert is over; until then it is the same alert (1m; absent: 0s)',
    recovery: 'say when it is over',
    notify: 'names of notifiers (default: all)',
    max_groups: 'groups at a time at most; the rest are one more',
    match: 'tell at the line itself: a text, /regex/, or tests of fields such as {status_code: ">= 500"}',
    count: 'of match: so many lines within the window (default: 1)',
    sql: 'tell when this SELECT over the view logs, which holds the window, returns rows',
    window: 'span of time that sql, count and compare look at, as in 1m',
    every: 'of sql: how often it is asked (default: 1s)',
    for: 'of sql and compare: how long it must hold before anybody is told',
    absent: 'tell when nothing came for so long',
    where: 'of absent and compare: the lines that count, as in match (default: all)',
    compare:
      'tell when lines come more or less often than so long before: 1h, or 1d for the same hour yesterday',
    above: 'of compare: more than so many times as many',
    below: 'of compare: less than so many times as many, as in 0.5',
    least: 'of compare: not before there are so many lines, now or then (default: 20)',
  },
  notifierWords: {
    terminal: 'true: standard error of the process',
    file: 'file that gets one JSON line for each message',
    webhook: 'address that gets each message by POST, or env:NAME of a variable that holds it; never printed',
    shape: 'of webhook: json (the message) or slack (incoming webhooks of Slack, and what takes the same)',
    sns: 'ARN of an SNS topic',
    endpoint_url: 'of sns: another endpoint',
    profile: 'of sns: profile of the AWS configuration files',
    command: 'a program and its arguments, as a list; it gets the message as JSON on standard input',
    timeout: 'time after which a try is given up (default: 10s)',
  },
}

function number(count: number): string {
  return count.toLocaleString('en-US')
}

/** `90 s` rather than `1.5 m`: short spans in seconds, long ones in their largest whole unit. */
function lasted(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 1) return `${Math.round(ms)} ms`
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}
