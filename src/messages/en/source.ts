function heldBy(dir: string, pid: number | undefined, host: string | undefined): string {
  const who = pid === undefined ? '' : ` (process ${pid}${host === undefined ? '' : ` on ${host}`})`
  return `Another kinetail${who} uses the checkpoint folder ${dir}.`
}

function refusedTo(path: string, user: string, closed: string): string {
  const where = closed === path ? '' : `: the folder ${closed} is closed to it`
  return `user "${user}" is not permitted to${where}`
}

function letIn(user: string, closed: string, right: string): string {
  return `To let everybody: chmod o+${right} ${closed} · to let only this user: setfacl -m u:${user}:${right} ${closed}`
}

/** English sentences of `source` and `checkpoint`. Keys are ids; a sentence with facts is a function of them. */
export const source = {
  waitingFor: (path: string): string => `${path} does not exist: waiting for it to appear.`,
  appeared: (path: string): string => `${path} is there now: following it.`,
  noMatchYet: (pattern: string): string => `No file matches ${pattern} yet: waiting for one to appear.`,
  readableNow: (path: string): string => `${path} can be read now: following it.`,
  isFolder: (path: string): string =>
    `${path} is a folder, and only files can be followed. To follow the files in it, write a pattern: ${path}/*.log`,
  notAFile: (path: string): string =>
    `${path} is a pipe, socket or device and is skipped: only regular files can be followed.`,
  notReadable: (path: string, words: string): string =>
    `Cannot read ${path}: ${words}. It is tried again every second.`,
  notPermitted: (path: string, user: string, closed: string, right: string, closedWord: string): string =>
    `Cannot read ${path}: ${refusedTo(path, user, closed)}. It is tried again every second. ${letIn(user, closedWord, right)}`,
  refusedTo: (path: string, user: string, closed: string): string => refusedTo(path, user, closed),
  letIn: (user: string, closed: string, right: string): string => letIn(user, closed, right),
  noHints: (folder: string, words: string): string =>
    `Changes in ${folder} are found by polling alone (${words}): nothing is lost, a little more processor time is used. ` +
    'On Linux, raise fs.inotify.max_user_watches and fs.inotify.max_user_instances with sysctl.',
  truncatedUnread: (path: string, bytes: number, copied: boolean): string =>
    `${path} was truncated when its last ${bytes} bytes had not been read: ` +
    (copied
      ? 'they were written after it was copied and before it was truncated, and no file has them. '
      : 'no copy of it lies beside it, so they are gone. ') +
    'Rotation by renaming loses nothing.',
  lostUnread: (path: string, bytes: number): string =>
    `${path} was deleted when its last ${bytes} bytes had not been read and it was not open, and no copy has them: they are gone. ` +
    'Follow fewer files at once, or rotate with a delay before deleting.',
  goneUnread: (path: string, bytes: number): string =>
    `While kinetail was not running, ${path} was truncated or deleted: ${bytes} bytes of it, whose delivery was not acknowledged ` +
    'before, are in no file any more. Rotation by renaming, or with a copy that stays, loses nothing.',
  packedFlaw: (path: string, words: string): string =>
    `${path} is damaged, or its end is missing (${words}): the lines up to there are read, the rest cannot be.`,
  locked: (dir: string, pid: number | undefined, host: string | undefined): string =>
    `${heldBy(dir, pid, host)} Stop it, or give this one a folder of its own with --checkpoint-dir.`,
  heldBy: (dir: string, pid: number | undefined, host: string | undefined): string => heldBy(dir, pid, host),
  lockTakenOver: (dir: string, pid: number | undefined): string =>
    `The lock of ${dir} was left behind by ${pid === undefined ? 'a process' : `process ${pid}`} that is gone: taken over.`,
  checkpointDirIsFile: (dir: string): string =>
    `The checkpoint folder ${dir} cannot be made: a file has that name or one above it. Give another with --checkpoint-dir.`,
  checkpointNotSaved: (dir: string, words: string, fix: string | undefined): string =>
    `The checkpoint cannot be saved in ${dir}: ${words}. Shipping goes on and saving is tried again; ` +
    `lines shipped from now on are sent again if kinetail stops before that works.${fix === undefined ? '' : ` To let it: ${fix}`}`,
  makeRoom: (folder: string): string =>
    `make room on the disk of ${folder}, or name other places with --checkpoint-dir and --dead-letter`,
  makeFolder: (user: string, dir: string): string => `sudo install -d -o ${user} -m 700 ${dir}`,
  checkpointUnreadable: (path: string, words: string): string =>
    `The checkpoint ${path} cannot be read: ${words}. Look as the user that the agent runs as (its files are for its owner alone), or as root.`,
  checkpointSavedAgain: (dir: string): string => `The checkpoint is saved in ${dir} again.`,
  checkpointSetAside: (path: string, flaw: string, aside: string | undefined): string => {
    const what =
      flaw === 'torn'
        ? 'is damaged'
        : flaw === 'foreign'
          ? 'is not a checkpoint of kinetail'
          : flaw === 'newer'
            ? 'was written by a newer kinetail'
            : `cannot be read (${flaw})`
    const then = aside === undefined ? 'It is left as it is' : `It was set aside as ${aside}`
    return `${path} ${what}. ${then}, and the checkpoint before it is used; lines since then are sent again.`
  },
  cannotGenerate: (path: string, words: string): string => `Cannot write test logs to ${path}: ${words}.`,
  badRate: (written: string): string =>
    `--rate "${written}" is not a rate: write lines a second as in 20 or 20/s, lines a minute as in 600/m, or max.`,
  badShare: (written: string): string =>
    `--malformed "${written}" is not a share: write a number from 0 to 1, as in 0.01.`,
  badCount: (option: string, written: string): string =>
    `${option} "${written}" is not a whole number of 0 or more.`,
  rotateNeedsFile: 'Rotation needs files: give --out or --dir too.',
  oneTarget: '--out and --dir exclude each other: give one of them.',
  generated: (lines: number, path: string): string => `${lines} lines written to ${path}`,
  generateOptions: {
    type: 'kind of lines',
    rate: 'lines a second over all files: 20, 20/s, 600/m or max (default: 20/s; max with --count)',
    count: 'stop after so many lines',
    duration: 'stop after so long, as in 20s or 5m',
    out: 'append to this file instead of standard output',
    dir: 'append to apache/access.log, nginx/access.log and application/app.log below this folder',
    rotate: 'rotate the files as logrotate does',
    rotateEvery: 'time between rotations',
    malformed: 'share of spoilt lines, from 0 to 1',
    seed: 'the same seed gives the same lines but for their times',
    json: 'print the closing counts as JSON (with --out or --dir)',
  },
  generateExamples: {
    look: 'look at some lines of every kind',
    guide: "the lab guide's three files, 25 lines a second, until Ctrl-C",
    rotating: 'a file that is rotated every 5 seconds, one line in a hundred spoilt',
  },
}
