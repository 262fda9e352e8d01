/** English sentences of `init`. Keys are ids; a sentence with facts is a function of them. */
export const init = {
  description:
    "Reads the configuration of web servers and writes kinetail's own: every log with its format. --logrotate and --systemd write what surrounds the agent.",
  examples: {
    usual: 'looks where systems put the configuration of nginx and Apache',
    servers: 'reads these, and all that they include',
    config: 'for the files that the configuration follows',
    files: 'for these files, whose writer reopens them when it is told to',
    systemd: 'a unit that runs the agent',
  },
  filesArgument:
    'nginx.conf, httpd.conf or apache2.conf (default: where systems put them); with --logrotate log files or patterns (default: those of --log-files or --config)',
  logrotateOption: 'write a configuration for logrotate',
  systemdOption: 'write a unit for systemd that runs the agent with --config',
  jsonOption: 'print what was found as JSON',
  postrotateOption:
    'command that makes the writer open its file anew (default: known for nginx and Apache; others are copied and truncated)',
  rotateOption: 'rotated files to keep (default: 14)',
  outputOption: 'write to this file instead of standard output',
  forceOption: 'also over a file that is there',
  oneOf: 'Give either --logrotate or --systemd.',
  systemdNeedsConfig: 'Which configuration is the agent to run with? Give --config FILE.',
  noServers: (places: readonly string[]): string =>
    `No configuration of nginx or Apache is in its usual place. Name it, as in kinetail init /path/to/nginx.conf. Looked at: ${places.join(', ')}.`,
  noLogs: (problems: readonly string[]): string =>
    `No log that kinetail can follow was found.${problems.map((one) => `\n  ${one}`).join('')}`,
  missing: (path: string, at: string): string =>
    `${at}: ${path} is not there. If the server runs with it, name the configuration that the server was started with.`,
  unreadable: (path: string, at: string, words: string, denied: boolean): string =>
    `${at}: cannot read ${path}: ${words}.${denied ? ` Let this user read it, with sudo setfacl -m u:$(id -un):r ${path}, or run kinetail init as root.` : ''}`,
  tooDeep: (path: string, at: string): string =>
    `${at}: ${path} is included by itself: what it includes was left out.`,
  elsewhere: (target: string, at: string): string =>
    `${at}: this log goes to "${target}", which is no file. Write it to a file too, and kinetail can follow it.`,
  unknownNickname: (name: string, at: string): string =>
    `${at}: the format "${name}" is nowhere defined. Its definition may be in a file that could not be read.`,
  undefinedVariable: (name: string, at: string): string =>
    `${at}: \${${name}} is not defined here. Set it in the environment, as in ${name}=/var/log kinetail init …`,
  macro: (name: string, at: string): string =>
    `${at}: logs in the macro ${name} are not found. Add them to log_files by hand.`,
  errorFormat: (at: string): string =>
    `${at}: ErrorLogFormat changes the error log; kinetail reads its default form, so some lines may not parse.`,
  twoFormats: (path: string, first: string, second: string): string =>
    `${path} is written in two formats, at ${first} and at ${second}: the first is taken. Give each format a file of its own.`,
  variablePath: (target: string): string => `every file of "${target}"`,
  piped: (program: string): string => `files that ${program} makes`,
  refused: (reason: string): string => `cannot be read: ${reason}`,
  columns: { log: 'log', type: 'type', format: 'format', at: 'configured at' },
  found: (logs: number, skipped: number): string =>
    `${logs} ${logs === 1 ? 'log' : 'logs'} found${skipped > 0 ? `, of which ${skipped} cannot be read` : ''}.`,
  configComments: {
    head: (files: string): string => `Written by kinetail init from ${files}`,
    stream: 'The stream that the lines go to; or give it on the command line.',
  },
  noFiles: 'Which files? Name them, or give --log-files or --config.',
  exists: (path: string): string => `${path} is there already: give --force to write over it.`,
  cannotWrite: (path: string, words: string): string => `Cannot write ${path}: ${words}.`,
  written: (path: string, next: string): string => `Written: ${path}. Next: ${next}`,
  comments: {
    create: 'Renamed, not copied: the agent reads the renamed file to its end, and nothing is lost.',
    copytruncate:
      'Its writer cannot be told to open a new file, so it is copied and truncated. What is written between the two\nis lost to everybody: with --postrotate the file is renamed instead.',
    prerotate:
      'What is not shipped yet is not rotated, and so never deleted: it is tried again the next day.',
  },
}
