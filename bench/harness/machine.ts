import { cpus, release, totalmem } from 'node:os'

/** The machine, in a sentence: figures mean nothing without it. */
export function machine(): string {
  const all = cpus()
  const model = all[0]?.model.trim() ?? 'unknown processor'
  return `${all.length} cores (${model}), ${Math.round(totalmem() / 1024 ** 3)} GiB, Linux ${release()}, Node ${process.versions.node}`
}

/** Says on standard error what is being done: a table takes minutes. */
export function progress(words: string): void {
  process.stderr.write(`${words}\n`)
}
