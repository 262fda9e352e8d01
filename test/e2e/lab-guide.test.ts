import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  cleanUp,
  commandExists,
  environment,
  jsonLines,
  run,
  start,
  startCommand,
  startLocal,
  temporaryFolder,
  until,
} from './support.ts'

/** The lab guide's six lines, and what they must become. */
const APACHE = [
  '192.168.1.100 - - [15/Jan/2024:10:30:45 +0000] "GET /index.html HTTP/1.1" 200 2435 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"',
  '10.0.0.50 - - [15/Jan/2024:10:30:46 +0000] "POST /api/users HTTP/1.1" 201 156 "https://example.com/signup" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"',
]
const NGINX = [
  '192.168.1.101 - - [15/Jan/2024:10:31:00 +0000] "GET /api/orders HTTP/1.1" 200 1024 "https://app.example.com" "curl/7.68.0"',
  '203.0.113.10 - - [15/Jan/2024:10:31:01 +0000] "DELETE /api/orders/123 HTTP/1.1" 204 0 "-" "axios/0.21.1"',
]
const APPLICATION = [
  '{"timestamp": "2024-01-15T10:30:45.123Z", "level": "INFO", "logger": "com.example.UserService", "message": "User login successful", "user_id": 12345, "request_id": "req-001"}',
  '{"timestamp": "2024-01-15T10:30:46.456Z", "level": "WARN", "logger": "com.example.OrderService", "message": "Order processing delayed", "order_id": 67890, "request_id": "req-002"}',
]
const PARSED = {
  apache: [
    '{"timestamp":"2024-01-15T10:30:45+00:00","ip_address":"192.168.1.100","method":"GET","path":"/index.html","protocol":"HTTP/1.1","status_code":200,"response_size":2435,"referer":null,"user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36","log_type":"apache_access"}',
    '{"timestamp":"2024-01-15T10:30:46+00:00","ip_address":"10.0.0.50","method":"POST","path":"/api/users","protocol":"HTTP/1.1","status_code":201,"response_size":156,"referer":"https://example.com/signup","user_agent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)","log_type":"apache_access"}',
  ],
  nginx: [
    '{"timestamp":"2024-01-15T10:31:00+00:00","ip_address":"192.168.1.101","method":"GET","path":"/api/orders","protocol":"HTTP/1.1","status_code":200,"response_size":1024,"referer":"https://app.example.com","user_agent":"curl/7.68.0","log_type":"nginx_access"}',
    '{"timestamp":"2024-01-15T10:31:01+00:00","ip_address":"203.0.113.10","method":"DELETE","path":"/api/orders/123","protocol":"HTTP/1.1","status_code":204,"response_size":0,"referer":null,"user_agent":"axios/0.21.1","log_type":"nginx_access"}',
  ],
  application: [
    '{"timestamp":"2024-01-15T10:30:45.123Z","level":"INFO","logger":"com.example.UserService","message":"User login successful","user_id":12345,"request_id":"req-001","log_type":"application"}',
    '{"timestamp":"2024-01-15T10:30:46.456Z","level":"WARN","logger":"com.example.OrderService","message":"Order processing delayed","order_id":67890,"request_id":"req-002","log_type":"application"}',
  ],
}
const STREAM = 'log-streaming-demo'

interface Lab {
  readonly url: string
  readonly folder: string
  readonly config: string
  readonly env: Readonly<Record<string, string>>
}

function logFiles(folder: string): { config: string; paths: readonly string[] } {
  for (const name of ['apache', 'nginx', 'application']) mkdirSync(join(folder, name), { recursive: true })
  const paths = ['apache/access.log', 'nginx/access.log', 'application/app.log'].map((name) =>
    join(folder, name),
  )
  writeFileSync(paths[0]!, `${APACHE.join('\n')}\n`)
  writeFileSync(paths[1]!, `${NGINX.join('\n')}\n`)
  writeFileSync(paths[2]!, `${APPLICATION.join('\n')}\n`)
  const config = JSON.stringify(
    paths.map((path) => ({ path, type: path.split('/').at(-2) })),
    null,
    4,
  )
  return { config, paths }
}

async function openLab(): Promise<Lab> {
  const { url } = await startLocal()
  const folder = temporaryFolder('lab')
  const { config } = logFiles(folder)
  return { url, folder, config, env: { AWS_ENDPOINT_URL: url, XDG_STATE_HOME: join(folder, 'state') } }
}

afterAll(cleanUp)

describe('step 5: the parsed structure', () => {
  it.each([
    ['apache', APACHE],
    ['nginx', NGINX],
    ['application', APPLICATION],
  ] as const)('%s lines parse byte for byte', async (type, lines) => {
    const { code, stdout } = await run(['parse', '--type', type], { input: `${lines.join('\n')}\n` })
    expect(stdout).toBe(`${PARSED[type].join('\n')}\n`)
    expect(code).toBe(0)
  })
})

describe('the guide with kinetail alone', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await openLab()
  })
  const kinetail = (...words: string[]): ReturnType<typeof run> => run(words, { env: lab.env })

  it('step 1: makes the stream and waits until it is ACTIVE', async () => {
    const created = await kinetail(
      'streams',
      'create',
      '--stream-name',
      STREAM,
      '--shard-count',
      '2',
      '--wait',
    )
    expect(created).toMatchObject({ code: 0 })
    const described = await kinetail('streams', 'describe', STREAM, '--json')
    expect(described.stdout).toContain('ACTIVE')
    expect((await kinetail('streams', 'list', '--json')).stdout).toContain(STREAM)
  })

  it('steps 3 and 6: `kinetail --stream-name …` streams the files and prints the statistics', async () => {
    const streamer = start(
      ['--stream-name', STREAM, '--region', 'us-east-1', '--log-files', lab.config, '--stats-interval', '1s'],
      { env: { ...lab.env, LANG: 'ko_KR.UTF-8' } },
    )
    await until(
      'six records are sent',
      () => streamer.stdout().includes('전송된 레코드: 6\n') || undefined,
      streamer,
    )
    streamer.child.kill('SIGTERM')
    const { code, stdout } = await streamer.finished
    expect(code).toBe(143)
    for (const line of [
      '=== 스트리밍 통계 ===',
      '처리된 라인: 6',
      '전송된 레코드: 6',
      '오류: 0',
      '큐 크기: 0',
    ])
      expect(stdout.split('\n')).toContain(line)
    expect(stdout).toMatch(/처리율: [\d.,]+ 라인\/초/)
    expect(stdout).toMatch(/전송율: [\d.,]+ 레코드\/초/)
  })

  it('step 4: the records are in the stream, all of them once, and CloudWatch has counted them', async () => {
    const { code, stdout } = await kinetail('read', STREAM, '--from', 'trim-horizon', '--json')
    expect(code).toBe(0)
    const records = jsonLines<Record<string, unknown>>(stdout).map(({ host, event_id, ...record }) => {
      expect(host).toBeTypeOf('string')
      expect(event_id).toMatch(/^[0-9a-f]{16}:\d+$/)
      return JSON.stringify(record)
    })
    expect(records.sort()).toEqual(Object.values(PARSED).flat().sort())
    const metrics = await kinetail(
      'metrics',
      STREAM,
      '--metric',
      'IncomingRecords',
      '--stat',
      'Sum',
      '--last',
      '10m',
      '--json',
    )
    expect(metrics.code).toBe(0)
    const sums = metrics.stdout.match(/"(?:value|sum)":\s*(\d+)/gi) ?? []
    expect(sums.reduce((total, found) => total + Number(/\d+$/.exec(found)![0]), 0)).toBe(6)
  })

  it('step 3, second form: generates test logs as it streams them', async () => {
    const { code, stdout } = await kinetail(
      '--stream-name',
      STREAM,
      '--region',
      'us-east-1',
      '--log-files',
      lab.config,
      '--generate-test-logs',
      '--duration',
      '3s',
    )
    expect(code).toBe(0)
    const sent = Number(/Records sent: ([\d,]+)/i.exec(stdout)![1]!.replaceAll(',', ''))
    // The guide asks for 20 records a second at least.
    expect(sent).toBeGreaterThan(3 * 20)
  })

  it('step 7: killed in the middle and restarted with --resume-from-checkpoint, nothing is lost or sent for good twice', async () => {
    const words = ['--stream-name', STREAM, '--log-files', lab.config]
    const streamer = start([...words, '--generate-test-logs', '--stats-interval', '1s'], { env: lab.env })
    await until('it sends', () => /Records sent: (?!0$)/m.test(streamer.stdout()) || undefined, streamer)
    streamer.child.kill('SIGKILL')
    await streamer.finished
    const resumed = await kinetail(...words, '--resume-from-checkpoint', '--once')
    expect(resumed.code).toBe(0)
    const { stdout } = await kinetail('read', STREAM, '--from', 'trim-horizon', '--json')
    const ids = jsonLines<{ event_id: string }>(stdout).map((record) => record.event_id)
    expect(new Set(ids).size).toBe(ids.length)
    const lines =
      (await run(['parse', '--type', 'apache', join(lab.folder, 'apache/access.log')])).stdout.split('\n')
        .length - 1
    expect(
      jsonLines<{ log_type: string }>(stdout).filter((record) => record.log_type === 'apache_access'),
    ).toHaveLength(lines)
  })

  it('cleans up', async () => {
    expect((await kinetail('streams', 'delete', STREAM, '--wait')).code).toBe(0)
    const gone = await kinetail('streams', 'describe', STREAM)
    expect(gone.code).toBe(1)
    rmSync(lab.folder, { recursive: true })
  })
})

describe.skipIf(!commandExists('aws') || !commandExists('bash'))(
  "the guide's own aws lines (skipped where there is no aws command)",
  () => {
    it('run unchanged through the function that `kinetail local env` prints', {
      timeout: 90_000,
    }, async () => {
      const { url } = await startLocal('--create-delay', '8s')
      const folder = temporaryFolder('aws')
      const { config } = logFiles(folder)
      const { stdout: shell } = await run(['local', 'env', '--endpoint-url', url])
      const script = `set -eu
${shell}
aws kinesis list-streams
aws kinesis create-stream \\
    --stream-name log-streaming-demo \\
    --shard-count 2
aws kinesis describe-stream \\
    --stream-name log-streaming-demo
while [ "$(aws kinesis describe-stream --stream-name log-streaming-demo --query 'StreamDescription.StreamStatus' --output text)" != "ACTIVE" ]; do
    echo "스트림 활성화 대기 중..."
    sleep 1
done
echo "스트림 준비 완료!"
SHARD_ITERATOR=$(aws kinesis get-shard-iterator \\
    --stream-name log-streaming-demo \\
    --shard-id shardId-000000000000 \\
    --shard-iterator-type LATEST \\
    --query 'ShardIterator' --output text)
"$NODE" "$KINETAIL" --stream-name log-streaming-demo --log-files "$LOG_CONFIG" --once >"$WORK/statistics"
echo "--- first shard"
aws kinesis get-records \\
    --shard-iterator $SHARD_ITERATOR \\
    --query 'Records[*].Data' \\
    --output text | tr '\\t' '\\n' | while read -r data; do echo "$data" | base64 -d; echo; done
echo "--- metrics"
aws cloudwatch get-metric-statistics \\
    --namespace AWS/Kinesis \\
    --metric-name IncomingRecords \\
    --dimensions Name=StreamName,Value=log-streaming-demo \\
    --start-time $(date -u -d '10 minutes ago' +%Y-%m-%dT%H:%M:%S) \\
    --end-time $(date -u -d '1 minute' +%Y-%m-%dT%H:%M:%S) \\
    --period 300 \\
    --statistics Sum
aws kinesis list-streams --region us-east-1
aws kinesis delete-stream --stream-name log-streaming-demo
`
      const bash = startCommand('bash', ['-c', script], {
        env: {
          NODE: process.execPath,
          KINETAIL: join(import.meta.dirname, '../../bin/kinetail.js'),
          LOG_CONFIG: config,
          WORK: folder,
          XDG_STATE_HOME: join(folder, 'state'),
        },
      })
      const { code, stdout, stderr } = await bash.finished
      expect(stderr).toBe('')
      expect(code).toBe(0)
      expect(stdout).toContain('스트림 활성화 대기 중...')
      expect(stdout).toContain('스트림 준비 완료!')
      const [, afterRead = ''] = stdout.split('--- first shard\n')
      const [records = '', metrics = ''] = afterRead.split('--- metrics\n')
      const expected = Object.values(PARSED).flat()
      const read = jsonLines<Record<string, unknown>>(records)
      expect(read.length).toBeGreaterThan(0)
      for (const { host, event_id, ...record } of read) expect(expected).toContain(JSON.stringify(record))
      expect(metrics).toMatch(/"Sum": 6(\.0)?,/)
    })
  },
)

describe('the environment of the tests', () => {
  it('carries no credentials into a child', () => {
    expect(environment()['AWS_ACCESS_KEY_ID']).toBeUndefined()
  })
})
