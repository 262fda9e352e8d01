import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ServersFindings } from './found-log.ts'
import { readServers } from './read-servers.ts'

/** Writes files below a folder, in which `@` stands for it, and reads the first. */
function read(files: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv = {}): ServersFindings {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, written] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), written.replaceAll('@', folder))
  }
  const found = readServers([join(folder, Object.keys(files)[0]!)], environment)
  return JSON.parse(JSON.stringify(found).replaceAll(folder, '@')) as ServersFindings
}

const brief = ({ logs }: ServersFindings): unknown =>
  logs.map(({ path, type, format, at }) => [path, type, format ?? '', at])

describe('nginx', () => {
  test('includes, levels, formats of several strings and escapes', () => {
    const found = read({
      'nginx.conf': `# access_log /nowhere;
error_log @/error.log warn;
events { worker_connections 8; }
http {
  include conf.d/*.conf; include mime.types;
  log_format  main  '$remote_addr - $remote_user [$time_local] '
                    '"$request" \\'$status\\'';
  access_log @/main.log main buffer=32k if=$loggable;
  content_by_lua_block { local a = {"}"}; ngx.log("access_log /lua.log;") }
  server {
    access_log off; error_log stderr;
    location / { access_log "@/\${host}/$server_name.log" late gzip; }
    location /x { access_log syslog:server=unix:/dev/log main; access_log @/combined.log; access_log /dev/null; }
  }
  log_format late escape=json '{"a":"$request_uri",' '"b":$status}';
}
stream { log_format main '$remote_addr [$time_local] $protocol $status'; server { access_log @/stream.log main; } }
`,
      'conf.d/10-a.conf': 'server { access_log @/a.log main; }',
      'conf.d/20-b.conf': 'server { access_log @/main.log main; access_log @/missing.log nowhere; }',
      'mime.types': 'types { text/html html; }',
    })
    expect(brief(found)).toEqual([
      ['@/error.log', 'nginx_error', '', '@/nginx.conf:2'],
      [
        '@/a.log',
        'nginx',
        `$remote_addr - $remote_user [$time_local] "$request" '$status'`,
        '@/conf.d/10-a.conf:1',
      ],
      [
        '@/main.log',
        'nginx',
        `$remote_addr - $remote_user [$time_local] "$request" '$status'`,
        '@/conf.d/20-b.conf:1',
      ],
      ['@/*/*.log', 'nginx', 'escape=json {"a":"$request_uri","b":$status}', '@/nginx.conf:12'],
      ['@/combined.log', 'nginx', 'combined', '@/nginx.conf:13'],
      ['@/stream.log', 'nginx', '$remote_addr [$time_local] $protocol $status', '@/nginx.conf:17'],
    ])
    expect(found.logs[3]!.notes).toHaveLength(1)
    expect(found.problems).toEqual([
      expect.stringMatching(/^@\/nginx.conf:11: .*"stderr"/),
      expect.stringMatching(/^@\/nginx.conf:13: .*syslog/),
      expect.stringMatching(/^@\/conf.d\/20-b.conf:1: .*"nowhere"/),
    ])
  })

  test('a format that cannot be read back is shown with its reason, an include that is missing is named', () => {
    const found = read({
      'nginx.conf': `http { log_format bad '$http_accept $http_cookie'; access_log @/a.log bad; include none.conf; include none/*.conf; }`,
    })
    expect(found.logs[0]!.refused).toMatch(/" " between "\$http_accept" at column 1/)
    expect(found.problems).toEqual([expect.stringContaining('@/none.conf is not there')])
  })
})

describe('Apache', () => {
  test('includes, variables, sections, nicknames, pipes', () => {
    const found = read(
      {
        'apache2-blue/apache2.conf': `ServerRoot "@/root"
DEFINE logs "@/log dir"
ErrorLog \${APACHE_LOG_DIR}/error.log
LogFormat "%h %l %u %t \\"%r\\" %>s %b" common2
LogFormat "%v %h %>s"
TransferLog \${logs}/transfer.log
GlobalLog logs/global.log common2
IncludeOptional sites/*.conf
Include extra
IncludeOptional nothing.conf
<IfDefine NoSuch>
  CustomLog @/never.log common
  <IfModule x.c>
    CustomLog @/never.log common
  </IfModule>
</IfDefine>
<IfDefine !NoSuch>
  CustomLog \\
    "|/usr/bin/rotatelogs -l @/rotated.%Y-%m-%d.log 86400" common2
</IfDefine>
<Macro vhost $name>
  CustomLog @/$name.log common
</Macro>
CustomLog "|/usr/bin/logger -t httpd" common
ErrorLog syslog:local1
CustomLog \${UNSET}/a.log common
`,
        'apache2-blue/envvars': `export APACHE_LOG_DIR=@/var\${X:-/y}$SUFFIX\nif true; then SUFFIX="-\${A##b}"; fi\n`,
        'root/sites/a.conf': `<VirtualHost *:80>
  CustomLog logs/a.log "%h \\"%{User-Agent}i\\"" env=!quiet
  CustomLog '@/b.log' vhost
  CustomLog logs/global.log vhost
</VirtualHost>
LogFormat "%v \\"%r\\"" vhost`,
        'root/extra/x/y.conf': 'CustomLog logs/y.log common',
      },
      {},
    )
    expect(brief(found)).toEqual([
      ['@/var/y-blue/error.log', 'apache_error', '', '@/apache2-blue/apache2.conf:3'],
      ['@/log dir/transfer.log', 'apache', '%v %h %>s', '@/apache2-blue/apache2.conf:6'],
      ['@/root/logs/global.log', 'apache', '%h %l %u %t "%r" %>s %b', '@/apache2-blue/apache2.conf:7'],
      ['@/root/logs/a.log', 'apache', '%h "%{User-Agent}i"', '@/root/sites/a.conf:2'],
      ['@/b.log', 'apache', '%v "%r"', '@/root/sites/a.conf:3'],
      ['@/root/logs/y.log', 'apache', '%h %l %u %t "%r" %>s %b', '@/root/extra/x/y.conf:1'],
      ['@/rotated.*.log', 'apache', '%h %l %u %t "%r" %>s %b', '@/apache2-blue/apache2.conf:18'],
    ])
    expect(found.problems).toEqual([
      expect.stringContaining('macro vhost'),
      expect.stringContaining('logger'),
      expect.stringContaining('syslog:local1'),
      expect.stringContaining('UNSET'),
      expect.stringMatching(/global.log is written in two formats/),
    ])
  })
})
