/** English sentences of `kinetail alert`. Keys are ids; a sentence with facts is a function of them. */
export const alertCommand = {
  testSummary:
    'Runs the alert rules over log files, in the time of their lines, and prints each alert and its end. Nobody is told, nothing is sent.',
  examples: {
    test: 'what would have been said of yesterday’s log',
    one: 'one rule over several files, as JSON',
    run: 'watch a whole stream, all hosts, until Ctrl+C',
    runFrom: 'begin ten minutes ago, and say nothing to anybody but the terminal',
    runOn: 'go on after a restart where it ended: no record is missed, nothing is said twice',
    send: 'send a message to every notifier, to see that it arrives',
    sendOne: 'one notifier alone',
  },
  runSummary:
    'Runs the alert rules over a whole stream, the records of all hosts, from now on (with a checkpoint: from where it ended), prints each alert and its end, and tells the notifiers.',
  sendSummary:
    'Sends a message to each notifier, to see that it arrives. Exit code 1 when one did not take it.',
  fromOption:
    'where to begin in the stream, as in `kinetail read` (default: latest); with a checkpoint only the first time',
  checkpointOption:
    'folder of the checkpoint: a restart goes on where it was, with the alerts that are on (default: nothing is kept)',
  noNotifyOption: 'print alerts and tell nobody else',
  notifierOption: 'only these notifiers',
  watching: (stream: string, shards: number): string =>
    `Watching ${stream} (${shards} ${shards === 1 ? 'shard' : 'shards'}). Ctrl+C ends it.\n`,
  goingOn: (stream: string, shards: number): string =>
    `Watching ${stream} (${shards} ${shards === 1 ? 'shard' : 'shards'}) from where the checkpoint ends. Ctrl+C ends it.\n`,
  otherPlaces: (folder: string, stream: string, words: string): string =>
    `The checkpoint folder ${folder} has places of another stream that was named "${stream}", as one that was deleted and made anew: ${words} Name another folder with --checkpoint-dir, or remove alerts.json there to begin anew.`,
  noNotifiers: 'There are no notifiers in the configuration: name some under "notifiers:".',
  sent: (name: string): string => `${name}: sent.`,
  notSent: (name: string, words: string): string => `${name}: NOT sent. ${words}`,
  trial: 'This is a trial of `kinetail alert send`: alerts arrive here.',
  filesArgument: 'log files, read beside each other in the order of time; `-` is standard input',
  ruleOption: 'only these rules',
  whichSubcommand: (known: readonly string[]): string =>
    `What is to be done with the alerts? \`kinetail alert\` takes ${known.join(', ')}.`,
  unknownSubcommand: (name: string, known: readonly string[]): string =>
    `There is no command "alert ${name}": \`kinetail alert\` takes ${known.join(', ')}.`,
  noRules:
    'There are no alert rules in the configuration: write some under "alerts:" (docs/alerts.md has examples).',
  noRule: (name: string, known: readonly string[]): string =>
    `There is no alert rule "${name}": there are ${known.join(', ')}.`,
  firing: 'FIRING',
  recovered: 'OVER',
  more: 'more:',
  tested: (rules: number, records: number, span: readonly [string, string] | undefined): string =>
    `${rules} ${rules === 1 ? 'rule' : 'rules'} over ${number(records)} ${records === 1 ? 'record' : 'records'}` +
    `${span === undefined ? '' : ` from ${span[0]} to ${span[1]}`}.`,
  counted: (fired: number, over: number): string =>
    `${number(fired)} ${fired === 1 ? 'alert' : 'alerts'}, ${number(over)} over.`,
  stillFiring: (rule: string, key: string, since: string): string =>
    `Still on at the end: ${rule}${key === '' ? '' : ` (${key})`}, since ${since}.`,
  rejected: (lines: number): string =>
    `${number(lines)} ${lines === 1 ? 'line is' : 'lines are'} of no known format and were left out: \`kinetail explain\` tells why.`,
}

function number(count: number): string {
  return count.toLocaleString('en-US')
}
