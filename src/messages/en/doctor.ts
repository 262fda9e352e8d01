/** English sentences of `doctor`. Keys are ids; a sentence with facts is a function of them. */
export const doctor = {
  description:
    'Checks all that `kinetail stream` needs with the same settings, and says the cause and the fix of what is wrong. Nothing is written to the stream or to the checkpoints. Exit code 3 when a check failed.',
  measureOption:
    'how long the growth of the files is watched, to compare it with the shards; 0s for not at all',
  examples: {
    guide: "the lab guide's files and stream",
    config: 'what the configuration file says, as JSON: one object a check',
    alone: 'without files or a stream: this machine, credentials and network alone',
    user: 'as the user that the service runs as: rights are those of whoever asks',
  },
  columns: { cause: 'cause', fix: 'fix' },
  running: (check: string): string => `Checking: ${check} …`,
  total: (ok: number, warnings: number, failed: number, skipped: number): string =>
    `${ok} ok, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${failed} failed, ${skipped} skipped`,
  checkBroke: 'This check itself failed.',
  checks: {
    node: 'Node.js',
    files: 'files',
    limits: 'limits',
    checkpoint: 'checkpoint',
    dead_letter: 'dead letters',
    disk: 'disk',
    region: 'region',
    credentials: 'credentials',
    dns: 'DNS',
    connection: 'connection',
    proxy: 'proxy',
    tls: 'TLS',
    clock: 'clock',
    stream: 'stream',
    permissions: 'permissions',
    capacity: 'capacity',
  },
  needs: {
    local: 'With --local the endpoint runs inside the process: there is nothing outside to look at.',
    address: 'There is no address to connect to: see above.',
    connection: 'There is no connection that can be trusted: see above.',
    credentials: 'There are no credentials: see above.',
    stream: 'No stream is named: give --stream-name or --config.',
    files: 'No files are named: give --log-files or --config.',
  },
  node: {
    fine: (version: string): string => `Node.js ${version}`,
    old: (version: string, least: string): string =>
      `Node.js ${version} is too old: kinetail needs ${least} or newer.`,
    fix: (least: string): string => `install Node.js ${least} or newer from https://nodejs.org`,
  },
  files: {
    fine: (path: string, type: string, parsed: number, lines: number, size: string): string =>
      `${path}: ${parsed} of the first ${lines} ${lines === 1 ? 'line' : 'lines'} parse as ${type}; ${size}`,
    empty: (path: string): string => `${path} can be read, and holds no line yet`,
    matches: (pattern: string, count: number, size: string): string =>
      `${pattern}: ${count} ${count === 1 ? 'file' : 'files'} can be read, ${size}`,
    unreadable: (path: string): string => `${path} cannot be read.`,
    joinGroup: (user: string, group: string): string =>
      `or join the group that may, which lasts through rotation: sudo usermod -aG ${group} ${user}`,
    lasting: (user: string, path: string, folder: string): string =>
      `with setfacl, for the file and those that rotation makes: setfacl -m u:${user}:r ${path} && setfacl -d -m u:${user}:r ${folder}`,
    moreTroubles: (pattern: string, more: number): string => `${pattern}: ${more} more files cannot be read.`,
    noMatch: (pattern: string): string => `No file matches ${pattern}: kinetail waits for one to appear.`,
    pathFix: (path: string): string => `if it should be there already, correct the path: ${path}`,
    noFolder: (path: string, folder: string): string =>
      `${path} does not exist, nor does its folder ${folder}.`,
    folderFix: (folder: string): string => `correct the path, or: mkdir -p ${folder}`,
    willBeWritten: (path: string): string => `${path} does not exist yet: --generate-test-logs writes it`,
    noneParses: (path: string, lines: number, type: string): string =>
      `${path}: none of the first ${lines} ${lines === 1 ? 'line' : 'lines'} parses as ${type}.`,
    someFail: (path: string, rejects: number, lines: number, type: string): string =>
      `${path}: ${rejects} of the first ${lines} lines do not parse as ${type}.`,
    deadLetters: 'Lines that do not parse are kept in the dead-letter file and not shipped.',
    otherType: (type: string): string => `set "type": "${type}" for this file`,
    asText: (path: string, lines: number): string =>
      `${path}: all of the first ${lines} lines are kept as text.`,
    looksLike: (type: string): string => `They look like ${type}.`,
  },
  limits: {
    unknown: 'This system does not tell its limits.',
    inotify: (watches: number, instances: number, folders: number): string =>
      `inotify: ${watches} watches, ${instances} instances a user; ${folders} ${folders === 1 ? 'folder' : 'folders'} to watch`,
    usedUp: (name: string): string => `No folder can be watched: ${name} is used up.`,
    fewWatches: (watches: number, folders: number): string =>
      `inotify allows ${watches} watches, and there are ${folders} folders to watch.`,
    usedUpCause:
      'Changes are then found by polling alone: nothing is lost, a little more processor time is used.',
    openFiles: (open: number, needed: number): string =>
      `open files: ${open >= Number.MAX_SAFE_INTEGER ? 'unlimited' : open} allowed, ${needed} needed at most`,
    fewFiles: (open: number, needed: number, files: number): string =>
      `This process may open ${open} files, and needs ${needed} with ${files} ${files === 1 ? 'file' : 'files'} to follow.`,
    fewFilesCause:
      'Files are then closed and opened in turn: slower, and one that is deleted while it is closed is lost.',
    fewFilesFix: (files: number): string =>
      `ulimit -n ${files}, or LimitNOFILE=${files} in the unit of systemd`,
  },
  checkpoint: {
    unnamed: 'No folder is named: give --checkpoint-dir, --stream-name or --config.',
    fine: (dir: string, files: number, generations: number, saved: string): string =>
      `${dir} can be written; ${files} ${files === 1 ? 'file' : 'files'} known, ${generations} of 2 generations whole, saved ${saved}`,
    empty: (dir: string): string => `${dir} can be written; no checkpoint yet`,
    willBeMade: (dir: string): string => `${dir} does not exist yet, and can be made`,
    unwritable: (dir: string): string => `The checkpoint folder ${dir} cannot be written.`,
    otherFolder: 'name another folder with --checkpoint-dir',
    unreadable: (path: string): string => `The checkpoint ${path} cannot be read.`,
    liveFix: 'nothing, if that is the agent; else stop it, or name another folder with --checkpoint-dir',
    staleLock: (dir: string): string => `The lock of ${dir} was left behind.`,
    staleCause: (pid: number | undefined): string =>
      `${pid === undefined ? 'The process that held it' : `Process ${pid}, which held it,`} is gone.`,
    staleFix: (path: string): string => `nothing: the next start takes it over (by hand: rm ${path})`,
    flaw: (path: string, flaw: 'torn' | 'foreign' | 'newer'): string =>
      `${path} ${{ torn: 'is damaged', foreign: 'is not a checkpoint of kinetail', newer: 'was written by a newer kinetail' }[flaw]}.`,
    damaged: (dir: string, whole: number): string =>
      whole > 0
        ? `One of the two generations in ${dir} cannot be used.`
        : `No checkpoint in ${dir} can be used.`,
    olderIsUsed: 'nothing: the other generation is used, and lines since then are sent again',
    allAgain:
      'restore the folder from a backup, or let all files be read from their beginning (readers drop doubles by event id)',
  },
  deadLetter: {
    fine: (path: string, size: string): string => `${path} can be written; it holds ${size}`,
    willBeMade: (path: string): string => `${path} can be made`,
    unwritable: (path: string): string =>
      `The dead-letter file ${path} cannot be written: lines that do not parse, and all behind them, would wait.`,
    isFolder: (path: string): string => `The dead-letter file ${path} is a folder.`,
    fix: 'name another file with --dead-letter',
  },
  disk: {
    fine: (folder: string, free: string): string => `${free} free for ${folder}`,
    little: (folder: string, free: string, wanted: string): string =>
      `${free} free for ${folder}: checkpoints and dead letters take up to ${wanted}.`,
    full: (folder: string, free: string): string => `The disk of ${folder} is full: ${free} free.`,
    noInodes: (folder: string, inodes: number): string => `The disk of ${folder} has ${inodes} inodes left.`,
  },
  region: {
    fine: (region: string, from: string): string => `${region} (${from})`,
    origins: {
      flag: '--region',
      environment: 'KINETAIL_REGION',
      file: 'configuration file',
      AWS_REGION: 'AWS_REGION',
      profile: 'profile of the AWS configuration',
      default: 'nothing names one: the default',
    },
    notTheCli: (used: string, other: string): string =>
      `${used} is used, and AWS_DEFAULT_REGION names ${other}.`,
    notTheCliCause: 'AWS_DEFAULT_REGION is read by the AWS CLI alone.',
    otherEndpoint: (used: string, endpoint: string, named: string): string =>
      `The region is ${used}, and ${endpoint} is in ${named}.`,
    otherCause: 'Requests are signed for one region and sent to another: the service refuses them.',
  },
  credentials: {
    who: (key: string, source: string | undefined, profile: string | undefined): string => {
      const ways: Readonly<Record<string, string>> = {
        environment: 'from AWS_ACCESS_KEY_ID',
        profile: `from the profile ${profile ?? 'default'}`,
        role: `of the role of the profile ${profile ?? 'default'}`,
        sso: 'from AWS IAM Identity Center (SSO)',
        login: 'from `aws login`',
        process: 'from the credential_process of the AWS configuration',
        web_identity: 'of the role of a web identity token',
        container: 'of the container',
        instance: 'of the role of this EC2 instance',
        local: 'for an endpoint on this machine',
      }
      const way = source === undefined ? undefined : ways[source]
      return `access key ${key}${way === undefined ? '' : ` ${way}`}`
    },
    until: (who: string, expires: string, left: string): string => `${who}, good until ${expires} (${left})`,
    expired: (who: string, expires: string): string => `${who} expired at ${expires}.`,
    notRenewed: 'Nobody renews keys that are in the environment.',
    renew: (profile: string | undefined): string =>
      `aws sso login${profile === undefined ? '' : ` --profile ${profile}`}, or set new keys`,
    none: 'There are no credentials.',
  },
  dns: {
    fine: (host: string, addresses: readonly string[]): string => `${host} is ${addresses.join(', ')}`,
    address: (address: string): string => `${address} is an address: no name to look up`,
    failed: (host: string): string => `The name ${host} leads nowhere.`,
    unknown: 'The name server does not know it (ENOTFOUND).',
    noServer: 'No name server answers (EAI_AGAIN).',
    slow: (ms: number): string => `No name server answered within ${ms / 1000} s.`,
  },
  connection: {
    fine: (place: string, time: string): string => `${place} answered in ${time}`,
    failed: (place: string): string => `No connection to ${place}.`,
    causes: {
      ECONNREFUSED: 'Nobody listens there (ECONNREFUSED).',
      ETIMEDOUT: 'Nothing answers: a firewall, a security group or a route swallows it (ETIMEDOUT).',
      EHOSTUNREACH: 'There is no route to it (EHOSTUNREACH).',
      ENETUNREACH: 'There is no route to it (ENETUNREACH).',
      ECONNRESET: 'The connection is cut at once (ECONNRESET).',
    } as Readonly<Record<string, string>>,
  },
  proxy: {
    none: 'no proxy is set; kinetail connects directly',
    notNeeded: (variable: string): string =>
      `${variable} is set and not used: kinetail connects directly, and that works`,
    notUsed: (variable: string): string => `${variable} is set, and kinetail does not go through a proxy.`,
    cause: 'It connects directly, and that does not work here.',
    fix: (host: string): string =>
      `allow the direct way to ${host}, or use a VPC endpoint with --endpoint-url`,
  },
  tls: {
    fine: (place: string, issuer: string, until: string): string =>
      `${place}: certificate of ${issuer}, good until ${until}`,
    plain: 'The endpoint is plain HTTP.',
    noHandshake: (place: string): string => `${place} does not speak TLS with us.`,
    handshakeFix:
      'check that the endpoint is HTTPS (or write http:// in --endpoint-url), and that nothing in between cuts TLS',
    refused: (place: string): string => `The certificate of ${place} is refused.`,
    untrusted: (issuer: string, code: string): string =>
      `Its authority, ${issuer}, is not known to Node.js (${code}): one of your own, or a proxy that opens TLS.`,
    extraGiven: (path: string, exists: boolean): string =>
      exists
        ? `NODE_EXTRA_CA_CERTS names ${path}, which does not hold it.`
        : `NODE_EXTRA_CA_CERTS names ${path}, which does not exist.`,
    otherName: (names: string): string => `It is for other names: ${names}.`,
    expired: (until: string): string => `It was good until ${until}.`,
    notYet: (from: string): string => `It is good from ${from} on.`,
    endsSoon: (place: string, until: string): string =>
      `The certificate of ${place} is good until ${until} only.`,
    renew: 'renew it',
    unchecked: (place: string): string => `The certificate of ${place} is not checked.`,
    uncheckedCause: 'NODE_TLS_REJECT_UNAUTHORIZED=0: anybody in between can read and change what is sent.',
    uncheckedFix: 'unset NODE_TLS_REJECT_UNAUTHORIZED, and export NODE_EXTRA_CA_CERTS=/path/to/authority.pem',
  },
  clock: {
    fine: 'right to within 5 s of the service',
    off: (time: string, behind: boolean): string =>
      `The clock of this machine is ${time} ${behind ? 'behind' : 'ahead of'} the service.`,
    corrected: 'Requests are signed by the time of the service; times of reading and latencies are wrong.',
    notCorrected:
      'The service refuses signatures that are more than 5 minutes off, and clock correction is switched off.',
    fix: 'sudo timedatectl set-ntp true',
    noAnswer: 'The endpoint does not answer.',
    noAnswerFix: 'check that --endpoint-url leads to an endpoint that speaks the Kinesis API',
    noDate: 'The endpoint does not tell its time: the clock is not compared.',
  },
  stream: {
    fine: (
      name: string,
      status: string,
      mode: string,
      shards: number,
      hours: number,
      record: string,
    ): string =>
      `${name} is ${status}: ${mode}, ${shards} open ${shards === 1 ? 'shard' : 'shards'}, keeps ${hours} h, records up to ${record}`,
    encrypted: (key: string): string => `encrypted with ${key}`,
    willBeMade: (name: string, shards: number): string =>
      `${name} does not exist yet: --create-stream makes it with ${shards} ${shards === 1 ? 'shard' : 'shards'}`,
    mayNotLook: (name: string): string => `${name} may not be looked at: see permissions.`,
    notAnswered: (name: string): string => `The service does not tell of ${name}.`,
    deleting: (name: string): string => `The stream ${name} is being deleted.`,
    notYet: (name: string, status: string): string =>
      `The stream ${name} is ${status}: kinetail waits until it is ACTIVE.`,
  },
  permissions: {
    fine: (actions: string): string => `allowed: ${actions}`,
    notTried: (actions: string): string => `Not tried, because to ask would be to do it: ${actions}`,
    refused: (actions: string, who: string | undefined): string =>
      `${who ?? 'This identity'} may not do ${actions}.`,
    cause: (policy: string, resource: string): string => `No ${policy} allows it on ${resource}.`,
    denied: (policy: string, resource: string): string =>
      `A statement of the ${policy} denies it on ${resource}.`,
    removeDeny: (policy: string, actions: string): string =>
      `take ${actions} out of that statement of the ${policy}: no policy that allows it outdoes it`,
    fix: (kind: string | undefined, policy: string): string =>
      `${kind === undefined ? 'attach this policy to it' : `allow it in the ${kind}`}:\n${policy}`,
    unknown: (actions: string): string =>
      `Nobody knows whether ${actions} is allowed: the service did not say.`,
    notTaken: (name: string): string => `The service does not take these credentials (${name}).`,
  },
  capacity: {
    compressed: 'before compression',
    notMeasured: 'Not measured (--measure 0s).',
    noFiles: 'No file can be read: nothing to measure.',
    rate: (records: string, bytes: string, span: string): string =>
      `${records} records/s and ${bytes}/s written in ${span}`,
    needs: (rate: string, shards: number): string =>
      `${rate}: ${shards} ${shards === 1 ? 'shard' : 'shards'} would take that; the stream could not be looked at.`,
    onDemand: (rate: string): string => `${rate}: an on-demand stream grows by itself`,
    fine: (rate: string, shards: number): string =>
      `${rate}: ${shards} ${shards === 1 ? 'shard takes' : 'shards take'} that`,
    over: (rate: string, shards: number, needed: number): string =>
      `${rate}: ${shards} ${shards === 1 ? 'shard is' : 'shards are'} too few, ${needed} are needed.`,
    cause: 'A shard takes 1,000 records/s and 1 MiB/s; what is beyond waits in the files.',
    oneShard: (rate: string, keys: string): string =>
      `${rate}: with --partition-key ${keys} that goes to one shard, which is too little.`,
    otherKeys: '--partition-key auto, or --pack lines',
  },
}
