import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder of a stream's checkpoints when `--checkpoint-dir` names none: below the user's state folder
 * (XDG Base Directory Specification 0.8: `$XDG_STATE_HOME`, else `~/.local/state`; `Library/Application Support`
 * on macOS; `%LOCALAPPDATA%` on Windows). One per stream, so that two streams of one user do not shut each other out.
 */
export function defaultCheckpointDir(
  stream: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  return join(stateFolder(env, platform), 'kinetail', fileName(stream))
}

function stateFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  if (env['XDG_STATE_HOME']) return env['XDG_STATE_HOME']
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local')
  return join(homedir(), '.local', 'state')
}

/** Stream names are letters, digits, `_`, `-` and `.` (API reference of CreateStream); an ARN has more than that. */
function fileName(stream: string): string {
  const safe = stream.replace(/[^A-Za-z0-9_.-]/g, '_')
  return /^\.*$/.test(safe) ? `_${safe}` : safe
}
