import type { KeyRoles } from './json-keys.ts'
import * as keys from './json-keys.ts'
import type { KernelForm } from './kernel-form.ts'
import { LINE_JSON } from './kernel-form.ts'

/** Places in the image, in bytes: `kernel/json/config.ts` has the same. */
const MULTIPLIER = 0
const KEY_ROLE = 4
const KEY_IS_TIME = 8
const METADATA = 12
const LONG_KEY_BYTES = 16
const JOINED = 20
const LONG_KEY = 64
const LONGEST_KEY = 256
const NAMES = 512
const NAME_SLOTS = 128
const SLOT_BYTES = 32
const ROLE_IN_SLOT = 16
/** Names up to this many bytes lie in the slots. */
const SLOT_NAME_BYTES = 16
const LINKS = NAMES + NAME_SLOTS * SLOT_BYTES
const LINKS_BYTES = 129 * 128
const IMAGE_BYTES = LINKS + LINKS_BYTES
/** Hash multipliers to try. One in eight fits; they cost nothing but a moment when an engine is made. */
const TRIES = 10_000

/** How many bytes the longest timestamp, the renames of the 16 members that may be, and `log_type` add to a line. */
const FIXED_BYTES = 512
/** Of a control character, `\u0000` is made. */
const GROWTH = 6

/** The kernel's number of a role: the reference's, without the gap between the times and the rest. */
function kernelRole(role: number): number {
  if (role === keys.NO_ROLE) return NO_ROLE
  return role < keys.TIMES ? role : keys.TIMES + role - keys.LOG_TYPE
}
const NO_ROLE = keys.TIMES + keys.KEY - keys.LOG_TYPE + 1

/** How the kernel reads application logs; null when the partition key's name has no place there. */
export function jsonForm(
  roles: KeyRoles,
  keyField: string | null,
  keyRole: number,
  metadata: boolean,
  joined: boolean,
): KernelForm | null {
  const name = new TextEncoder().encode(keyField ?? '')
  // Zeros stand behind a name, so none can be in it.
  if (name.length > LONGEST_KEY || name.includes(0)) return null
  const image = new Uint8Array(IMAGE_BYTES)
  const view = new DataView(image.buffer)
  const short = [...roles.names()].filter(([one]) => one.length <= SLOT_NAME_BYTES)
  const multiplier = placeNames(image, short)
  if (multiplier === 0) return null
  view.setUint32(MULTIPLIER, multiplier, true)
  view.setUint32(KEY_ROLE, kernelRole(keyRole), true)
  view.setUint32(KEY_IS_TIME, keyField === 'timestamp' ? 1 : 0, true)
  view.setUint32(METADATA, metadata ? 1 : 0, true)
  view.setUint32(JOINED, joined ? 1 : 0, true)
  if (name.length > SLOT_NAME_BYTES) {
    view.setUint32(LONG_KEY_BYTES, name.length, true)
    image.set(name, LONG_KEY)
  }
  return { kind: LINE_JSON, growth: GROWTH, fixedBytes: FIXED_BYTES, image: () => image }
}

/** Gives each name a slot of its own, and returns the multiplier of the hash that does; 0 when none does. */
function placeNames(
  image: Uint8Array,
  names: readonly (readonly [name: Uint8Array, role: number])[],
): number {
  const view = new DataView(image.buffer)
  for (let slot = 0; slot < NAME_SLOTS; slot++)
    view.setUint32(NAMES + slot * SLOT_BYTES + ROLE_IN_SLOT, NO_ROLE, true)
  const hashes = names.map(([name]) => hashOf(name))
  const multiplier = multiplierFor(hashes)
  for (const [i, [name, role]] of names.entries()) {
    const slot = NAMES + slotOf(hashes[i]!, multiplier) * SLOT_BYTES
    image.set(name, slot)
    view.setUint32(slot + ROLE_IN_SLOT, kernelRole(role), true)
  }
  return multiplier
}

/** The first multiplier that gives each hash a slot of its own; 0 when two hashes are the same. */
function multiplierFor(hashes: readonly number[]): number {
  for (let tried = 1; tried <= TRIES; tried++) {
    const multiplier = Math.imul(tried, 0x9e3779b1) | 1
    if (new Set(hashes.map((hash) => slotOf(hash, multiplier))).size === hashes.length)
      return multiplier >>> 0
  }
  return 0
}

function slotOf(hash: number, multiplier: number): number {
  return Math.imul(hash, multiplier) >>> 25
}

/** Folds a name of up to 16 bytes into 32 bits. */
function hashOf(name: Uint8Array): number {
  const head = new Uint8Array(SLOT_NAME_BYTES)
  head.set(name)
  const words = new DataView(head.buffer)
  return [1, 31, 961, 29_791].reduce(
    (sum, weight, i) => (sum + Math.imul(words.getUint32(i * 4, true), weight)) | 0,
    0,
  )
}
