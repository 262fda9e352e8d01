import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cleanUp, commandExists, startCommand } from '../../test/e2e/support.ts'
import { openEndpoint } from '../../test/support/local.ts'
import { shellCode } from './shell.ts'

/** Every AWS CLI of this machine: the first in PATH, and the distribution's, which is often much older. */
const clis = [
  ...new Set([
    commandExists('aws') ? spawnSync('sh', ['-c', 'command -v aws']).stdout.toString().trim() : '',
    '/usr/bin/aws',
  ]),
].filter((path) => path !== '' && existsSync(path))

afterAll(cleanUp)

/** The lab guide's lines as they are; `echo` parts the answers. */
const GUIDE = `
aws kinesis create-stream --stream-name log-streaming-demo --shard-count 2
while [ "$(aws kinesis describe-stream --stream-name log-streaming-demo --query 'StreamDescription.StreamStatus' --output text)" != "ACTIVE" ]; do
    sleep 0.1
done
echo ---
aws kinesis list-streams --query StreamNames --output text
echo ---
aws kinesis put-record --stream-name log-streaming-demo --partition-key k --explicit-hash-key 0 --data "$DATA" --query ShardId --output text
SHARD_ITERATOR=$(aws kinesis get-shard-iterator \\
    --stream-name log-streaming-demo \\
    --shard-id shardId-000000000000 \\
    --shard-iterator-type TRIM_HORIZON \\
    --query 'ShardIterator' --output text)
echo ---
aws kinesis get-records \\
    --shard-iterator $SHARD_ITERATOR \\
    --query 'Records[*].Data' \\
    --output text | base64 -d
echo
echo ---
aws cloudwatch get-metric-statistics \\
    --namespace AWS/Kinesis \\
    --metric-name IncomingRecords \\
    --dimensions Name=StreamName,Value=log-streaming-demo \\
    --start-time $(date -u -d '10 minutes ago' +%Y-%m-%dT%H:%M:%S) \\
    --end-time $(date -u -d '1 minute' +%Y-%m-%dT%H:%M:%S) \\
    --period 300 \\
    --statistics Sum --query 'Datapoints[].Sum' --output text
echo ---
bash -c "aws kinesis delete-stream --stream-name nowhere" 2>&1
aws cloudwatch get-metric-statistics --namespace X --metric-name Y --start-time 2026-01-02 --end-time 2026-01-01 --period 60 --statistics Sum 2>&1
aws iam get-user-policy --user-name streaming-user --policy-name KinesisAccess 2>&1
aws kinesis delete-stream --stream-name log-streaming-demo
`

/** The CLI's first generation takes text for a blob, the second base64: the one that runs the lines is asked. */
const CHOOSE_DATA = `
case "$(aws --version 2>&1)" in
  aws-cli/1.*) DATA=hello ;;
  *) DATA=aGVsbG8= ;;
esac
`

describe.skipIf(clis.length === 0 || !commandExists('bash'))(
  'the AWS CLI (skipped where there is none)',
  () => {
    test.each(clis)(
      "%s runs the guide's lines unchanged",
      async (cli) => {
        const endpoint = await openEndpoint({ createDelayMs: 200 })
        const script = `set -u\n${shellCode(endpoint.url)}\n${CHOOSE_DATA}${GUIDE}`
        const env = { PATH: `${dirname(cli)}:/usr/bin:/bin` }
        const { stdout, stderr } = await startCommand('bash', ['-c', script], { env }).finished
        const answers = stdout.split('---\n').map((answer) => answer.trim())
        expect(stderr).toBe('')
        expect(answers.slice(1, 5)).toEqual(['log-streaming-demo', 'shardId-000000000000', 'hello', '1.0'])
        expect(answers[5]).toContain('(ResourceNotFoundException) when calling the DeleteStream operation')
        expect(answers[5]).toMatch(
          /\(InvalidParameterValue\w*\) when calling the GetMetricStatistics operation/,
        )
        expect(answers[5]).toContain('(InvalidAction) when calling the GetUserPolicy operation')
      },
      120_000,
    )
  },
)
