import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { isRoot, NOBODY, skipUnlessNobodyCanRun } from './nobody.ts'
import { cleanUp, run, temporaryFolder } from './support.ts'

afterEach(cleanUp)

describe('kinetail init', () => {
  const folder = (): string => {
    const made = temporaryFolder('init')
    chmodSync(made, 0o755)
    writeFileSync(
      join(made, 'nginx.conf'),
      `http { include secret.conf; log_format main '$remote_addr "$request" $status';
        access_log ${made}/a.log main; log_format bad '$http_a$http_b'; access_log ${made}/b.log bad; error_log ${made}/e.log; }`,
    )
    writeFileSync(join(made, 'secret.conf'), '')
    return made
  }

  it('writes a configuration that the agent accepts, and shows what it found', async () => {
    const made = folder()
    const output = join(made, 'kinetail.yaml')
    const { code, stdout } = await run([
      'init',
      join(made, 'nginx.conf'),
      '--output',
      output,
      '--stream-name',
      'web',
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/a\.log +nginx +main/)
    expect(stdout).toMatch(/e\.log +nginx_error/)
    expect(stdout).toContain('directly after "$http_a" at column 1')
    expect(await run(['config', 'check', output])).toMatchObject({ code: 0 })
    const printed = await run(['config', 'print', '--config', output, '--json'])
    expect(printed.stdout).toContain('$remote_addr')
    const written = readFileSync(output, 'utf8')
    expect(written).toContain(`# - path: "${made}/b.log"`)
    expect((await run(['init', join(made, 'nginx.conf'), '--output', output])).code).toBe(2)
  })

  it('prints JSON for programs, and YAML alone to a pipe', async () => {
    const made = folder()
    const json = await run(['init', join(made, 'nginx.conf'), '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      logs: [{ type: 'nginx_error' }, { type: 'nginx' }, { type: 'nginx' }],
    })
    const piped = await run(['init', join(made, 'nginx.conf')])
    expect(piped.stdout).toMatch(/^# .*\nlog_files:/s)
    expect(piped.stderr).toContain('3 logs found')
  })

  it.runIf(isRoot())(
    'names what it may not read, with the fix (needs root to drop to another user)',
    async (context) => {
      skipUnlessNobodyCanRun(context)
      const made = folder()
      chmodSync(join(made, 'secret.conf'), 0o600)
      const { code, stderr } = await run(['init', join(made, 'nginx.conf'), '--json'], { uid: NOBODY })
      expect(code).toBe(0)
      expect(stderr).toContain(`cannot read ${made}/secret.conf`)
      expect(stderr).toContain('setfacl')
    },
  )

  it('says where it looked when there is nothing', async () => {
    const { code, stderr } = await run(['init', join(temporaryFolder('init'), 'nginx.conf')])
    expect(code).toBe(2)
    expect(stderr).toContain('is not there')
    expect(existsSync('/etc/nginx/nginx.conf') || (await run(['init'])).code === 2).toBe(true)
  })

  it('writes a unit for systemd', async () => {
    const config = join(temporaryFolder('init'), 'my config.yaml')
    writeFileSync(config, 'stream_name: web')
    const { stdout } = await run(['init', '--systemd', '--config', config])
    expect(stdout).toMatch(/^ExecStart=.* stream --config "\/.*\/my config\.yaml"$/m)
    expect((await run(['init', '--systemd'])).code).toBe(2)
  })
})
