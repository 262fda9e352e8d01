import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { tailing } from '../../../test/support/tailing.ts'
import { until } from '../../../test/support/until.ts'

/** Root may read everything, so the test goes on as nobody (uid 65534), to whom `path` and all below belongs. */
function withoutRoot(...paths: string[]): void {
  if (process.geteuid?.() !== 0) return
  for (const path of paths) chownSync(path, 65534, 65534)
  process.seteuid!(65534)
  onTestFinished(() => process.seteuid!(0))
}

it('names the path, the user and the fix, once, and reads as soon as it may', async () => {
  const dir = temporaryFolder()
  const path = join(dir, 'app.log')
  const other = join(dir, 'other.log')
  writeFileSync(path, 'one\n')
  writeFileSync(other, 'other\n')
  chmodSync(path, 0)
  withoutRoot(dir, path, other)
  const { lines, warnings } = await tailing([path, other])
  await lines.text('other')
  const user = userInfo().username
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain(`Cannot read ${path}: user "${user}"`)
  expect(warnings[0]).toContain(`chmod o+r ${path}`)
  expect(warnings[0]).toContain(`setfacl -m u:${user}:r ${path}`)
  chmodSync(path, 0o600)
  await lines.text('one')
  expect(warnings).toHaveLength(2)
  expect(warnings[1]).toContain('can be read now')
})

it('finds the folder that is in the way', async () => {
  const dir = temporaryFolder()
  const closed = join(dir, 'closed')
  mkdirSync(join(closed, 'below'), { recursive: true })
  writeFileSync(join(closed, 'below', 'app.log'), 'one\n')
  chmodSync(closed, 0)
  withoutRoot(dir, closed)
  const { lines, warnings } = await tailing([join(closed, 'below', 'app.log'), join(closed, '*.log')])
  await until(
    () => warnings.length >= 2,
    () => 'two warnings',
  )
  const file = warnings.find((warning) => warning.includes('app.log'))
  expect(file).toContain(`the folder ${closed} is closed`)
  expect(file).toContain(`chmod o+x ${closed}`)
  expect(warnings.find((warning) => warning.includes(`chmod o+rx ${closed}`))).toBeDefined()
  chmodSync(closed, 0o700)
  await lines.text('one')
  expect(dirname(lines.lines[0]!.path)).toBe(join(closed, 'below'))
})
