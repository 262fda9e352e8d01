import { type FileHandle, open } from 'node:fs/promises'
import { KinetailError } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'
import type { LateRow } from '../query/result.ts'

/** Keeps rows that came too late, one JSON object a line, at the end of a file. */
export class LateFile {
  readonly #path: string
  #file: Promise<FileHandle> | undefined

  constructor(path: string) {
    this.#path = path
  }

  async write(rows: readonly LateRow[]): Promise<void> {
    try {
      this.#file ??= open(this.#path, 'a')
      const file = await this.#file
      await file.appendFile(rows.map(lineOf).join(''))
      await file.datasync()
    } catch (error) {
      throw new KinetailError('file', text.queryCommand.lateFailed(this.#path, systemWords(error)), {
        cause: error,
      })
    }
  }

  async close(): Promise<void> {
    await (await this.#file)?.close()
  }
}

function lineOf({ query, rowtime, missed, shardId, sequenceNumber, record }: LateRow): string {
  const facts = {
    query,
    rowtime: new Date(rowtime).toISOString(),
    missed: missed.map(({ start, end }) => [new Date(start).toISOString(), new Date(end).toISOString()]),
    shard_id: shardId,
    sequence_number: sequenceNumber,
  }
  // The record is JSON already, and one line.
  return `${JSON.stringify(facts).slice(0, -1)},"record":${record}}\n`
}
