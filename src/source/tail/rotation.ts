import { basename, dirname, extname, join } from 'node:path'

/** What rotation puts into a name: a number, a time, `old`. */
const MARK = /^[-._](?:\d[-._:\dTZ]*|old|bak)$/
/** The same, but no number of less than four digits: `app-1.log` beside `app.log` may as well be another program's log. */
const DATED_MARK = /^[-._](?:\d{4}[-._:\dTZ]*|old|bak)$/
/** The end of a name that rotation made of another, with what came before it. */
const MARKED = /^(.+?)([-._](?:\d[-._:\dTZ]*|old|bak))$/
/** What compression adds to a name. */
const PACKED = /\.(?:gz|zst)$/

/** The name without what compression added. */
export function unpackedName(path: string): string {
  return path.replace(PACKED, '')
}

/**
 * Whether rotation of a file named `own` may make a file named `name`, in the same folder: `app.log.1`, `app.log-20240115`,
 * `app-1.log`, each compressed too, and `app.log.gz`. With `sure`, only such names as no other program's log has.
 */
export function isRotatedName(name: string, own: string, sure = false): boolean {
  const plain = unpackedName(name)
  if (plain === own) return name !== own
  if (plain.startsWith(own)) return MARK.test(plain.slice(own.length))
  const extension = extname(own)
  const stem = own.slice(0, own.length - extension.length)
  if (extension === '' || !plain.startsWith(stem) || !plain.endsWith(extension)) return false
  return (sure ? DATED_MARK : MARK).test(plain.slice(stem.length, -extension.length))
}

/** The same for paths, and only such names as no other program's log has; of a file that rotation has named itself, the next name counts too: `app.log.2.gz` of `app.log.1`. */
export function isRotatedPath(path: string, own: string): boolean {
  if (dirname(path) !== dirname(own)) return false
  const [name, ownName] = [basename(path), basename(own)]
  if (isRotatedName(name, ownName, true)) return true
  const root = rootOf(ownName)
  return root !== ownName && isRotatedName(name, root, true)
}

/** The same, with `app-1.log` too. */
export function mayBeRotatedPath(path: string, own: string): boolean {
  return (
    isRotatedPath(path, own) ||
    (dirname(path) === dirname(own) && isRotatedName(basename(path), basename(own)))
  )
}

/** The paths by which files are found that may be each other's copies: those of which `path` may have been made, itself among them. */
export function rootsOf(path: string): ReadonlySet<string> {
  const folder = dirname(path)
  const plain = unpackedName(basename(path))
  const roots = new Set([plain, rootOf(plain)])
  const extension = extname(plain)
  if (extension !== '') roots.add(`${rootOf(plain.slice(0, -extension.length))}${extension}`)
  return new Set([...roots].map((name) => join(folder, name)))
}

/** The name before rotation marked its end; the name itself where it did not. */
function rootOf(name: string): string {
  return MARKED.exec(name)?.[1] ?? name
}
