import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

/** A web server of this machine, started with its packaged configuration in a folder of its own. */
export interface RealServer {
  readonly configFile: string
  readonly port: number
  readonly logs: string
  readonly child: ChildProcess
}

/** Where Debian puts the servers, also for those whose path lacks /usr/sbin. */
export function programOf(name: string): string | null {
  return ['/usr/sbin', '/usr/bin', '/usr/local/sbin'].map((dir) => join(dir, name)).find(existsSync) ?? null
}

/** Debian's nginx.conf with other folders, and a site with one log for each format. */
export async function startNginx(folder: string, formats: readonly string[]): Promise<RealServer> {
  const port = await freePort()
  const logs = emptyFolders(folder, ['logs', 'conf.d', 'sites-enabled', 'html', 'tmp'])
  const packaged = readFileSync('/etc/nginx/nginx.conf', 'utf8')
    .replace(/^user .*$/m, process.getuid?.() === 0 ? 'user root;' : '')
    .replaceAll('/run/nginx.pid', join(folder, 'nginx.pid'))
    .replaceAll('/var/log/nginx', logs)
    .replace(/worker_processes .*;/, 'worker_processes 1;\ndaemon off;')
    .replaceAll('/etc/nginx/conf.d', join(folder, 'conf.d'))
    .replaceAll('/etc/nginx/sites-enabled', join(folder, 'sites-enabled'))
  const configFile = join(folder, 'nginx.conf')
  writeFileSync(configFile, packaged)
  writeFileSync(join(folder, 'html', 'index.html'), 'hello\n')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, 'tmp', name)};`,
  )
  writeFileSync(
    join(folder, 'conf.d', 'formats.conf'),
    [...temporary, ...formats.map((format, i) => `log_format odd${i} ${format};`)].join('\n'),
  )
  writeFileSync(
    join(folder, 'sites-enabled', 'odd'),
    `server {
      listen 127.0.0.1:${port};
      ${hasIpv6() ? `listen [::1]:${port};` : ''}
      root ${join(folder, 'html')};
      server_name example.test;
      large_client_header_buffers 8 64k;
      ${formats.map((_, i) => `access_log ${join(logs, `odd${i}.log`)} odd${i};`).join('\n')}
    }`,
  )
  const child = spawn(programOf('nginx')!, ['-c', configFile, '-e', join(logs, 'error.log')], {
    stdio: 'pipe',
  })
  return ready({ configFile, port, logs, child })
}

/** Debian's apache2.conf with modules and snippets as they are, and a site with one log for each format. */
export async function startApache(folder: string, formats: readonly string[]): Promise<RealServer> {
  const port = await freePort()
  const logs = emptyFolders(folder, ['logs', 'sites-enabled', 'html', 'run'])
  for (const name of ['mods-enabled', 'conf-enabled'])
    symlinkSync(join('/etc/apache2', name), join(folder, name))
  const configFile = join(folder, 'apache2.conf')
  writeFileSync(
    configFile,
    `ServerRoot "${folder}"\nServerName example.test\n${readFileSync('/etc/apache2/apache2.conf', 'utf8')}
<Directory ${join(folder, 'html')}>
  Require all granted
</Directory>`,
  )
  writeFileSync(join(folder, 'html', 'index.html'), 'hello\n')
  const listen = [`Listen 127.0.0.1:${port}`, ...(hasIpv6() ? [`Listen [::1]:${port}`] : [])]
  writeFileSync(join(folder, 'ports.conf'), `${listen.join('\n')}\n`)
  const variables = {
    APACHE_RUN_USER: 'www-data',
    APACHE_RUN_GROUP: 'www-data',
    APACHE_PID_FILE: join(folder, 'run', 'apache2.pid'),
    APACHE_RUN_DIR: join(folder, 'run'),
    APACHE_LOCK_DIR: join(folder, 'run'),
    APACHE_LOG_DIR: logs,
  }
  writeFileSync(
    join(folder, 'envvars'),
    Object.entries(variables)
      .map(([name, value]) => `export ${name}=${value}$SUFFIX\n`)
      .join(''),
  )
  writeFileSync(
    join(folder, 'sites-enabled', '000-odd.conf'),
    `${formats.map((format, i) => `LogFormat ${format} odd${i}`).join('\n')}
<VirtualHost *:${port}>
  DocumentRoot ${join(folder, 'html')}
  LimitRequestFieldSize 65536
  LimitRequestLine 65536
  ErrorLog \${APACHE_LOG_DIR}/error.log
  ${formats.map((_, i) => `CustomLog \${APACHE_LOG_DIR}/odd${i}.log odd${i}`).join('\n')}
</VirtualHost>\n`,
  )
  const child = spawn(programOf('apache2')!, ['-d', folder, '-f', configFile, '-DFOREGROUND'], {
    stdio: 'pipe',
    env: { ...process.env, ...variables },
  })
  return ready({ configFile, port, logs, child })
}

/** Makes the folders, which workers of another user may enter; returns the first. */
function emptyFolders(folder: string, names: readonly string[]): string {
  chmodSync(folder, 0o755)
  for (const name of names) mkdirSync(join(folder, name), { mode: 0o755 })
  return join(folder, names[0]!)
}

async function ready(server: RealServer): Promise<RealServer> {
  const words: string[] = []
  for (const stream of [server.child.stdout, server.child.stderr])
    stream?.on('data', (bytes: Buffer) => words.push(bytes.toString()))
  for (let tries = 0; tries < 400 && server.child.exitCode === null; tries++) {
    if (await answers(server.port)) return server
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  await stop(server)
  throw new Error(`the server did not start: ${words.join('')}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** Ends the server that was started here, and waits until it is gone. */
export function stop({ child }: RealServer): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** Sends the bytes and reads the answer until the server closes. */
export function ask(port: number, host: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, host, () => socket.write(request))
    socket.on('data', (bytes: Buffer) => chunks.push(bytes))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
  })
}

/** Whether this machine has the IPv6 loopback. */
export function hasIpv6(): boolean {
  return (
    existsSync('/proc/net/if_inet6') && readFileSync('/proc/net/if_inet6', 'utf8').includes('00000001 01')
  )
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
