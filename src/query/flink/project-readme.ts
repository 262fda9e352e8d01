import { text } from '../../messages/messages.ts'
import type { StreamAddress } from './connectors.ts'

export interface ReadmeFacts {
  /** Of the application. */
  readonly name: string
  /** The statement as the user wrote it. */
  readonly statement: string
  readonly source: StreamAddress
  readonly sink: StreamAddress | undefined
  /** The queries ask for metadata of records, which needs the older connector. */
  readonly metadata: boolean
}

/** The page of a project: what it is, how it is built, put up, started and watched. Commands are those of Maven and the AWS CLI. */
export function projectReadme(facts: ReadmeFacts): string {
  const { name, source } = facts
  const say = text.flink.readme
  const jar = 'target/query-job-1.0.jar'
  const sh = (...lines: string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`
  return [
    `# ${name}\n`,
    `${say.what}\n`,
    `\`\`\`sql\n${facts.statement.trim()}\n\`\`\`\n`,
    `## ${say.buildTitle}\n`,
    `${say.build}\n`,
    sh('mvn package'),
    `## ${say.runTitle}\n`,
    `${say.run}\n`,
    sh(
      `aws s3 cp ${jar} s3://BUCKET/${name}/query-job-1.0.jar`,
      `aws kinesisanalyticsv2 create-application --region ${source.region} --cli-input-json file://application.json`,
      `aws kinesisanalyticsv2 start-application --region ${source.region} --application-name ${name}`,
      `aws kinesisanalyticsv2 describe-application --region ${source.region} --application-name ${name}`,
    ),
    `## ${say.roleTitle}\n`,
    `${say.role}\n`,
    `\`\`\`json\n${JSON.stringify(policy(facts), null, 2)}\n\`\`\`\n`,
    `## ${say.notesTitle}\n`,
    say
      .notes(facts.sink === undefined)
      .map((note) => `- ${note}\n`)
      .join(''),
  ].join('\n')
}

function policy({ name, source, sink }: ReadmeFacts): unknown {
  const write = [
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:PutRecord',
    'kinesis:PutRecords',
  ]
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:ListShards',
          'kinesis:GetShardIterator',
          'kinesis:GetRecords',
        ],
        Resource: source.arn,
      },
      ...(sink === undefined ? [] : [{ Effect: 'Allow', Action: write, Resource: sink.arn }]),
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::BUCKET/${name}/*` },
    ],
  }
}
