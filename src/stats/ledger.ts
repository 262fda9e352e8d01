/** What became of a line. */
export type Fate = 'delivered' | 'dead' | 'filtered'

/** The account of one file (or of all): `read = sent + dead + filtered + inFlight`, exact at any moment. */
export interface Account {
  /** Lines cut out of chunks so far. */
  read: number
  /** Lines whose entry Kinesis acknowledged; a line counts once however often it was retried. */
  sent: number
  /** Lines kept in the dead-letter file. */
  dead: number
  /** Lines left out on purpose: blank lines, `keep`/`drop` rules. */
  filtered: number
}

export function inFlight(account: Readonly<Account>): number {
  return account.read - account.sent - account.dead - account.filtered
}

function empty(): Account {
  return { read: 0, sent: 0, dead: 0, filtered: 0 }
}

/** The double-entry book of the pipeline: lines come in by `read`, and leave by exactly one fate. */
export class Ledger {
  readonly total: Account = empty()
  readonly #files = new Map<string, Account>()

  /** The account of one file, by the name it is shown under; made on first use. */
  file(name: string): Account {
    let account = this.#files.get(name)
    if (!account) {
      account = empty()
      this.#files.set(name, account)
    }
    return account
  }

  files(): IterableIterator<[string, Readonly<Account>]> {
    return this.#files.entries()
  }

  read(file: Account, lines: number): void {
    file.read += lines
    this.total.read += lines
  }

  settle(file: Account, fate: Fate, lines: number): void {
    const column = fate === 'delivered' ? 'sent' : fate
    file[column] += lines
    this.total[column] += lines
  }
}
