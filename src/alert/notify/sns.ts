import { openSns } from '../../aws/client.ts'
import type { AlertMessage } from '../message.ts'
import type { Notifier } from './notifier.ts'
import type { NotifierSpec } from './spec.ts'

/** SNS takes subjects of up to 100 characters of ASCII, without controls (API reference of Publish). */
const SUBJECT_LENGTH = 100

/** Publishes each message to a topic of Amazon SNS. The region is that of the topic. */
export async function sns(name: string, spec: Extract<NotifierSpec, { kind: 'sns' }>): Promise<Notifier> {
  const client = await openSns({
    region: spec.sns.split(':')[3]!,
    requestTimeoutMs: spec.timeoutMs,
    ...(spec.endpointUrl === undefined ? {} : { endpointUrl: spec.endpointUrl }),
    ...(spec.profile === undefined ? {} : { profile: spec.profile }),
  })
  return {
    name,
    async send(message, closing) {
      await client.call(
        'Publish',
        {
          TopicArn: spec.sns,
          Subject: subjectOf(message),
          Message: JSON.stringify(message, null, 2),
          MessageAttributes: {
            status: { DataType: 'String', StringValue: message.status },
            severity: { DataType: 'String', StringValue: message.severity },
          },
        },
        closing,
      )
    },
    close: () => client.close(),
  }
}

function subjectOf({ status, rule }: AlertMessage): string {
  const words = `kinetail ${status}: ${rule}`.replaceAll(/[^\x20-\x7e]/g, '?')
  return words.slice(0, SUBJECT_LENGTH)
}
