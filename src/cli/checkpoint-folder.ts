import { KinetailError } from '../base/errors.ts'
import { defaultCheckpointDir } from '../checkpoint/folder.ts'
import type { Settings } from '../config/settings.ts'
import { text } from '../messages/messages.ts'

/** The checkpoint folder that the agent with these settings uses. */
export function checkpointDirOf({ checkpoint_dir, stream_name }: Settings): string {
  if (checkpoint_dir !== undefined) return checkpoint_dir
  if (stream_name === undefined) throw new KinetailError('usage', text.verify.noCheckpointDir)
  return defaultCheckpointDir(stream_name)
}
