import { describe, expect, it } from 'vitest'
import type { Chunk, Source } from '../source/source.ts'
import { type HandedOver, Pipeline } from './pipeline.ts'

function chunk(file: number, offset: number, length = 0): Chunk {
  return {
    file: { id: file, path: `/${file}`, name: `/${file}`, generation: '0'.repeat(16), input: 0 },
    offset,
    bytes: new Uint8Array(length),
    length,
    readAt: 0,
    writtenAt: 0,
    ack: { cut() {}, settle() {}, settleMany() {} },
    release() {},
  }
}

/** A source that yields what it is given and counts how far it was pulled. */
function sourceOf(chunks: readonly Chunk[]): Source & { pulled: number } {
  let stopped = false
  return {
    pulled: 0,
    async *chunks() {
      for (const each of chunks) {
        if (stopped) return
        this.pulled++
        yield each
      }
    },
    stop() {
      stopped = true
    },
    lag: () => [],
    close: () => Promise.resolve(),
  }
}

describe('Pipeline', () => {
  it('keeps the order within a file while files overlap', async () => {
    const chunks = [chunk(1, 0), chunk(1, 10), chunk(2, 0), chunk(1, 20), chunk(2, 10)]
    const order: string[] = []
    const began: string[] = []
    const held = deferred()
    const pipeline = new Pipeline({
      source: sourceOf(chunks),
      async process({ file, offset }, turn) {
        began.push(`${file.id}:${offset}`)
        await turn
        if (file.id === 1) await held.promise
        order.push(`${file.id}:${offset}`)
        if (order.length === 2) held.resolve()
        return DONE
      },
    })
    await pipeline.run()
    // File 2 passes file 1, which is held up until then.
    expect(order).toEqual(['2:0', '2:10', '1:0', '1:10', '1:20'])
    // Parsing did not wait for its turn.
    expect(began).toEqual(['1:0', '1:10', '2:0', '1:20', '2:10'])
  })

  it.each([
    ['so many chunks', 0, 64],
    ['so many bytes', 256 * 1024, 16],
  ])('stops pulling while %s are under way', async (_, length, most) => {
    const source = sourceOf(Array.from({ length: 100 }, (_, i) => chunk(i, 0, length)))
    const resumes: (() => void)[] = []
    const pipeline = new Pipeline({
      source,
      process: () => new Promise((resolve) => resumes.push(() => resolve(DONE))),
    })
    const running = pipeline.run()
    await settled()
    expect(source.pulled).toBe(most)
    resumes.shift()!()
    await settled()
    expect(source.pulled).toBe(most + 1)
    const release = setInterval(() => {
      for (const resume of resumes.splice(0)) resume()
    }, 1)
    await running
    clearInterval(release)
    expect(source.pulled).toBe(100)
  })

  it('hands the next chunk of a file over while the disk still takes what the last had beside records', async () => {
    const slow = deferred()
    const handed: number[] = []
    const pipeline = new Pipeline({
      source: sourceOf([chunk(1, 0), chunk(1, 10)]),
      async process({ offset }, turn) {
        await turn
        handed.push(offset)
        return { rest: slow.promise, restBytes: 0 }
      },
    })
    const running = pipeline.run()
    await settled()
    expect(handed).toEqual([0, 10])
    let ended = false
    void running.then(() => {
      ended = true
    })
    await settled()
    expect(ended).toBe(false)
    slow.resolve()
    await running
  })

  it.each([
    ['no bytes to speak of, up to a number', 10, 1024],
    ['a whole chunk each, up to its bytes', 256 * 1024, 16],
  ])('lets lines wait for the disk: %s', async (_, restBytes, most) => {
    const slow = deferred()
    const source = sourceOf(Array.from({ length: 1100 }, (_, i) => chunk(1, i, 256 * 1024)))
    const pipeline = new Pipeline({
      source,
      async process(_, turn) {
        await turn
        return { rest: slow.promise, restBytes }
      },
    })
    const running = pipeline.run()
    while (source.pulled < most) await settled()
    await settled()
    expect(source.pulled).toBe(most)
    slow.resolve()
    await running
    expect(source.pulled).toBe(1100)
  })

  it('ends with the fault of a stage, after stopping the source', async () => {
    const source = sourceOf(Array.from({ length: 50 }, (_, i) => chunk(i, 0)))
    const pipeline = new Pipeline({
      source,
      process: ({ file }) => (file.id === 3 ? Promise.reject(new Error('a fault')) : Promise.resolve(DONE)),
    })
    await expect(pipeline.run()).rejects.toThrow('a fault')
    expect(source.pulled).toBeLessThan(50)
  })
})

const DONE: HandedOver = { rest: Promise.resolve(), restBytes: 0 }

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** Resolves when all that can happen without anything from outside has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 500; turn++) await Promise.resolve()
}
