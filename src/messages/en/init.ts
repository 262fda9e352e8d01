/** English sentences of `init`. Keys are ids; a sentence with facts is a function of them. */
export const init = {
  description:
    'Writes what surrounds the agent. --logrotate: a configuration for logrotate that rotates a file only when all of it is shipped.',
  examples: {
    config: 'for the files that the configuration follows',
    files: 'for these files, whose writer reopens them when it is told to',
  },
  filesArgument: 'files or patterns (default: those of --log-files or --config)',
  logrotateOption: 'write a configuration for logrotate',
  postrotateOption:
    'command that makes the writer open its file anew (default: known for nginx and Apache; others are copied and truncated)',
  rotateOption: 'rotated files to keep (default: 14)',
  outputOption: 'write to this file instead of standard output',
  forceOption: 'also over a file that is there',
  nothingToDo: 'What is to be written? Give --logrotate.',
  noFiles: 'Which files? Name them, or give --log-files or --config.',
  exists: (path: string): string => `${path} is there already: give --force to write over it.`,
  cannotWrite: (path: string, words: string): string => `Cannot write ${path}: ${words}.`,
  written: (path: string): string => `Written: ${path}. \`logrotate -d ${path}\` shows what it would do.`,
  comments: {
    create: 'Renamed, not copied: the agent reads the renamed file to its end, and nothing is lost.',
    copytruncate:
      'Its writer cannot be told to open a new file, so it is copied and truncated. What is written between the two\nis lost to everybody: with --postrotate the file is renamed instead.',
    prerotate:
      'What is not shipped yet is not rotated, and so never deleted: it is tried again the next day.',
  },
}
