import { describeStream } from '../../aws/stream.ts'
import { KinetailError, messageOf } from '../../base/errors.ts'
import { formatSize } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Found, failed, fine, skipped, warning } from '../finding.ts'

/** Whether the stream is there, in a state and mode that take what these settings send. */
export const stream: Check = {
  name: 'stream',
  needs: ['stream name', 'service', 'connection', 'credentials'],
  run: look,
}

async function look({ kinesis, settings, seen, signal }: Context): Promise<Found[]> {
  const words = text.doctor.stream
  const name = settings.stream_name!
  const { region, endpoint } = kinesis!
  const facts = { stream: name, region }
  try {
    seen.stream = await describeStream(kinesis!, name, signal)
  } catch (error) {
    const code = error instanceof KinetailError ? error.code : 'internal'
    if (code === 'permission') return [skipped(words.mayNotLook(name), facts)]
    if (code === 'credentials') return [skipped(words.notAnswered(name), facts)]
    if (code !== 'not_found')
      return [failed({ what: words.notAnswered(name), cause: messageOf(error) }, facts)]
    if (settings.create_stream) return [fine(words.willBeMade(name, settings.shard_count), facts)]
    const wrong = {
      what: text.pipeline.streamMissing(name, region, endpoint),
      fix: text.pipeline.makeStream(name),
    }
    return [failed(wrong, facts)]
  }
  return judge(seen.stream, settings.pack)
}

export function judge(found: NonNullable<Context['seen']['stream']>, pack: string): Found[] {
  const words = text.doctor.stream
  const { name, status, ownKeys, kmsKey } = found
  const facts = {
    stream: name,
    arn: found.arn,
    state: status,
    mode: found.mode,
    open_shards: found.openShards,
    retention_hours: found.retentionHours,
    max_record_bytes: found.recordBytes,
    kms_key: kmsKey ?? null,
    distribution: ownKeys ? 'USER_PARTITION_KEY' : 'AUTO',
  }
  if (status === 'DELETING')
    return [failed({ what: words.deleting(name), fix: text.pipeline.makeStream(name) }, facts)]
  if (!ownKeys && pack === 'kpl')
    return [failed({ what: text.pipeline.noAggregates(name), fix: '--pack lines' }, facts)]
  if (status !== 'ACTIVE' && status !== 'UPDATING')
    return [warning({ what: words.notYet(name, status), fix: `kinetail streams wait ${name}` }, facts)]
  if (!ownKeys) return [warning({ what: text.pipeline.ordersNothing(name) }, facts)]
  const mode = found.mode === 'ON_DEMAND' ? text.reader.onDemand : text.reader.provisioned
  const said = words.fine(
    name,
    status,
    mode,
    found.openShards,
    found.retentionHours,
    formatSize(found.recordBytes),
  )
  return [fine(kmsKey === undefined ? said : `${said}, ${words.encrypted(kmsKey)}`, facts)]
}
