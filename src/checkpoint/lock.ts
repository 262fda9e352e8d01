import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { KinetailError, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'

/** Who holds a checkpoint folder. */
export interface Holder {
  readonly pid: number
  /** When that process started, in the system's own words; empty where the system does not tell. */
  readonly started: string
  readonly host: string
}

/** A lock of another machine (a shared folder) counts as live while it was refreshed within this time. */
const FOREIGN_STALE_MS = 60_000
const REFRESH_MS = 15_000
/** Taking over takes microseconds: a guard file this old was left by a process killed in between, whoever has its pid by now. */
const GUARD_STALE_MS = 10_000

/** The right of this process to write into one checkpoint folder. */
export interface Lock {
  release(): void
}

/**
 * Takes the lock of a folder, or throws a KinetailError `locked` that names its holder.
 * A lock whose process is gone (or whose pid another process has by now) is taken over, which `note` is told.
 * System errors of the folder itself (read-only, full) come through as they are.
 */
export function takeLock(dir: string, note: (message: string) => void = () => {}): Lock {
  const path = join(dir, 'lock')
  const me: Holder = { pid: process.pid, started: startOf(process.pid), host: hostname() }
  if (!create(path, me)) {
    const before = takeOver(path, me, dir)
    note(text.source.lockTakenOver(dir, before?.pid))
  }
  const refresh = setInterval(() => touch(path), REFRESH_MS)
  refresh.unref()
  return {
    release() {
      clearInterval(refresh)
      if (same(read(path), me)) rmSync(path, { force: true })
    },
  }
}

/** A lock, as somebody sees it who does not want it. */
export interface SeenLock {
  /** Undefined where the file says nothing: its owner was killed while writing it. */
  readonly holder: Holder | undefined
  /** False when the process is gone, and the next start takes it over. */
  readonly live: boolean
}

/** Looks at the lock of a folder and changes nothing; undefined where there is none. Throws the system's error where it cannot be looked at. */
export function lookAtLock(dir: string): SeenLock | undefined {
  const path = join(dir, 'lock')
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined
  const holder = read(path)
  const me: Holder = { pid: process.pid, started: startOf(process.pid), host: hostname() }
  return { holder, live: isLive(holder, path, me) }
}

/**
 * Only one process at a time may judge a lock stale and replace it: else two would each remove the other's fresh one.
 * @returns who held it
 */
function takeOver(path: string, me: Holder, dir: string): Holder | undefined {
  const guard = `${path}.takeover`
  if (!create(guard, me, true) && !(clear(guard, me) && create(guard, me, true)))
    throw locked(dir, read(path) ?? read(guard))
  try {
    const holder = read(path)
    if (isLive(holder, path, me)) throw locked(dir, holder)
    rmSync(path, { force: true })
    if (!create(path, me)) throw locked(dir, read(path))
    return holder
  } finally {
    rmSync(guard, { force: true })
  }
}

/** Removes a guard that a process killed in between left behind; false where it is, or may be, somebody's. */
function clear(guard: string, me: Holder): boolean {
  const left = read(guard)
  const known = left !== undefined && left.host === me.host
  if (ageOf(guard) < GUARD_STALE_MS && !(known && !isLive(left, guard, me))) return false
  const aside = `${guard}.${me.pid}`
  try {
    renameSync(guard, aside)
    // Another may have judged as this one did, and been faster: then this is its own.
    if (same(left, read(aside))) return true
    renameSync(aside, guard)
    return false
  } catch {
    return false
  } finally {
    rmSync(aside, { force: true })
  }
}

function isLive(holder: Holder | undefined, path: string, me: Holder): boolean {
  // Nothing readable in it: its owner is either writing it this moment or was killed doing so.
  if (holder === undefined) return ageOf(path) < 1000
  if (holder.host !== me.host) return ageOf(path) < FOREIGN_STALE_MS
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if (systemCode(error) !== 'EPERM') return false
  }
  const started = startOf(holder.pid)
  return holder.started === '' || started === '' || started === holder.started
}

function locked(dir: string, holder: Holder | undefined): KinetailError {
  return new KinetailError('locked', text.source.locked(dir, holder?.pid, holder?.host), {
    facts: { dir, ...(holder === undefined ? {} : { pid: holder.pid }) },
  })
}

/** False when the file exists already. @param evenEmpty it does its duty also where a full disk has no room for its text */
function create(path: string, holder: Holder, evenEmpty = false): boolean {
  let fd: number
  try {
    fd = openSync(path, 'wx', 0o600)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
  try {
    writeSync(fd, `${JSON.stringify(holder)}\n`)
  } catch (error) {
    if (evenEmpty) return true
    // A full disk: an empty lock would shut everybody out.
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(fd)
  }
  return true
}

function read(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder> | null
    if (typeof holder?.pid !== 'number' || holder.pid <= 0) return undefined
    return { pid: holder.pid, started: String(holder.started ?? ''), host: String(holder.host ?? '') }
  } catch {
    return undefined
  }
}

function same(a: Holder | undefined, b: Holder | undefined): boolean {
  return a?.pid === b?.pid && a?.started === b?.started && a?.host === b?.host
}

function ageOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? Number.POSITIVE_INFINITY : Date.now() - stat.mtimeMs
}

function touch(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // The folder went away or became read-only: saving the checkpoint says so.
  }
}

/**
 * Start time of a process: the boot and field 22 of /proc/<pid>/stat (proc_pid_stat(5)), in clock ticks since that boot.
 * Field 2 is the program's name in parentheses and may hold spaces and parentheses itself.
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${ticks}`
  } catch {
    return ''
  }
}
