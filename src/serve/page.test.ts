import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { page } from './page.ts'

const SCRIPT = 'export const x = 1\n'.repeat(500)

function built(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-page-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const web = join(folder, 'web')
  mkdirSync(join(web, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(web, 'index.html'), '<!doctype html>')
  writeFileSync(join(web, 'assets', 'a-1.js'), SCRIPT)
  return web
}

it('serves the files of the page, small over the wire, and none beside them', async () => {
  const app = page(built())
  const index = await app.request('/')
  expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const plain = await app.request('/assets/a-1.js')
  expect(plain.headers.get('cache-control')).toContain('immutable')
  expect(await plain.text()).toBe(SCRIPT)
  const zipped = await app.request('/assets/a-1.js', { headers: { 'accept-encoding': 'gzip, br' } })
  expect(zipped.headers.get('content-encoding')).toBe('gzip')
  const bytes = Buffer.from(await zipped.arrayBuffer())
  expect(gunzipSync(bytes).toString()).toBe(SCRIPT)
  expect(bytes.length).toBeLessThan(SCRIPT.length / 10)
  for (const path of [
    '/secret.txt',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/',
  ])
    expect((await app.request(path)).status).toBe(404)
})

it('says so where a build has no page, and where the data are', async () => {
  const response = await page(join(tmpdir(), 'kinetail-no-such-folder')).request('/')
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('/api/now')
})
