import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { text } from '../messages/messages.ts'

/** Where the build puts the page: beside this file's folder, whether that is `dist/serve` or `dist/bundle`. */
const BUILT = fileURLToPath(new URL('../web', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
}
/** Names of assets tell what is in them: they never change. */
/** Smaller ones fit into a packet or two as they are. */
const LEAST_ZIPPED = 2048
const ZIPPED = /^text\/|javascript|json|svg/
const FOR_EVER = 'public, max-age=31536000, immutable'

interface StaticFile {
  readonly path: string
  readonly type: string
  readonly cache: string
}

/** The files of the page. Only what is there when it starts is served: no path of a request ever reaches the file system. */
export function page(folder: string = BUILT): Hono {
  const app = new Hono()
  const files = filesOf(folder)
  for (const [route, file] of files) {
    app.get(route, (context) => {
      const headers = { 'content-type': file.type, 'cache-control': file.cache }
      const body = readFileSync(file.path)
      const zips = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '')
      if (!zips || body.length < LEAST_ZIPPED || !ZIPPED.test(file.type))
        return new Response(body, { headers })
      return new Response(gzipSync(body), {
        headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
      })
    })
  }
  if (!files.has('/')) app.get('/', (context) => context.html(missingPage(), 503))
  return app
}

function filesOf(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  if (!existsSync(join(folder, 'index.html'))) return files
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const route = path.slice(folder.length).replaceAll('\\', '/')
    const type = TYPES[extname(entry.name)] ?? 'application/octet-stream'
    files.set(route, { path, type, cache: route.startsWith('/assets/') ? FOR_EVER : 'no-cache' })
  }
  files.set('/', files.get('/index.html')!)
  return files
}

/** What a build without its page shows: where the data are. No script, no style. */
function missingPage(): string {
  const { pageMissingTitle: title, pageMissing } = text.serve
  const links = ['/api/now', '/api/series', '/api/top?field=path', '/api/failures', '/api/tail', '/metrics']
  const list = links.map((link) => `<li><a href="${link}">${link}</a></li>`).join('')
  return `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>kinetail</h1><p>${pageMissing}</p><ul>${list}</ul>`
}
