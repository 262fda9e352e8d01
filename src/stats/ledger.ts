/** What became of a line. */
export type Fate = 'delivered' | 'dead' | 'filtered'

/** Lines whose journey is over. */
export interface Settled {
  /** Lines whose entry Kinesis acknowledged; a line counts once however often it was retried. */
  sent: number
  /** Lines kept in the dead-letter file. */
  dead: number
  /** Lines left out on purpose: blank lines, `keep`/`drop` rules. */
  filtered: number
}

/** The account of one file (or of all): `read = sent + dead + filtered + inFlight`, exact at any moment. */
export interface Account extends Settled {
  /** Lines cut out of chunks so far. */
  read: number
}

export function inFlight(account: Readonly<Account>): number {
  return account.read - account.sent - account.dead - account.filtered
}

function empty(): Account {
  return { read: 0, sent: 0, dead: 0, filtered: 0 }
}

/**
 * The double-entry book of the pipeline: lines come in by `read`, and leave by exactly one fate. It is about this run; what the
 * checkpoint says of runs before is carried over beside it, so that the sums of both hold over the whole life of the files.
 */
export class Ledger {
  readonly total: Account = empty()
  /** Lines sent beyond the first of their event: so many more than records. */
  joined: number = 0
  /** Settled in runs before, of all files. */
  readonly carried: Account = empty()
  readonly #files = new Map<string, Account>()
  readonly #carried = new Map<string, Account>()

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

  /** Lines of a file that earlier runs settled. */
  carry(name: string, { sent, dead, filtered }: Settled): void {
    let account = this.#carried.get(name)
    if (!account) {
      account = empty()
      this.#carried.set(name, account)
    }
    for (const one of [account, this.carried]) {
      one.read += sent + dead + filtered
      one.sent += sent
      one.dead += dead
      one.filtered += filtered
    }
  }

  /** This run and those before, by file. */
  *lifetimes(): Generator<[string, Account]> {
    for (const [name, carried] of this.#carried) yield [name, sum(carried, this.#files.get(name) ?? empty())]
    for (const [name, account] of this.#files) if (!this.#carried.has(name)) yield [name, { ...account }]
  }

  /** The same of all files. */
  get lifetime(): Account {
    return sum(this.carried, this.total)
  }

  read(file: Account, lines: number): void {
    file.read += lines
    this.total.read += lines
  }

  /** @param events that the lines are joined to: each is one record; as many as lines unless told */
  settle(file: Account, fate: Fate, lines: number, events: number = lines): void {
    if (fate === 'delivered') this.joined += lines - events
    const column = fate === 'delivered' ? 'sent' : fate
    file[column] += lines
    this.total[column] += lines
  }
}

function sum(a: Readonly<Account>, b: Readonly<Account>): Account {
  return {
    read: a.read + b.read,
    sent: a.sent + b.sent,
    dead: a.dead + b.dead,
    filtered: a.filtered + b.filtered,
  }
}
