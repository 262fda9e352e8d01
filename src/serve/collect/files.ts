import type { FileLag } from '../../source/source.ts'
import type { LedgerSnapshot } from '../../stats/snapshot.ts'
import { type FileJson, MOST_ROWS } from '../api.ts'
import { ledgerJson } from './ledger-json.ts'
import { Rate } from './rate.ts'
import { rounded } from './series.ts'

/** Files whose rate is followed; of more, those that moved last. */
const FOLLOWED = 5000
/** Characters of a last line. */
const LINE_CHARACTERS = 500

interface Followed {
  readonly rate: Rate
  lineAt: number | null
  line: string | null
}

/** The files of a pipeline, as they are now and how they were lately. */
export class Files {
  readonly #followed = new Map<string, Followed>()
  #accounts: Readonly<Record<string, LedgerSnapshot>> = {}
  #lag = new Map<string, FileLag>()
  #looked: number

  /** @param started ms since the epoch */
  constructor(started: number) {
    this.#looked = started
  }

  /** Once a second. */
  look(accounts: Readonly<Record<string, LedgerSnapshot>>, lag: readonly FileLag[], now: number): void {
    for (const [name, { read }] of Object.entries(accounts)) {
      const known = this.#followed.get(name)
      if (known) known.rate.look(read, now)
      // One that was not there a second ago had nothing then.
      else if (this.#room(now)) {
        const followed = { rate: new Rate(this.#looked), lineAt: null, line: null }
        followed.rate.look(read, now)
        this.#followed.set(name, followed)
      }
    }
    this.#accounts = accounts
    this.#lag = new Map(lag.map((file) => [file.path, file]))
    this.#looked = now
  }

  /** What a line of a file became. */
  line(name: string, text: string, at: number): void {
    const followed = this.#followed.get(name)
    if (!followed) return
    followed.line = text.length > LINE_CHARACTERS ? `${text.slice(0, LINE_CHARACTERS)}…` : text
    followed.lineAt = at
  }

  get total(): number {
    return new Set([...Object.keys(this.#accounts), ...this.#lag.keys()]).size
  }

  /** Those with the most lines a second first, then those that are behind most. */
  list(): FileJson[] {
    const names = new Set([...Object.keys(this.#accounts), ...this.#lag.keys()])
    const rows = [...names].map((name) => {
      const followed = this.#followed.get(name)
      return {
        name,
        followed,
        lag: this.#lag.get(name),
        perSecond: followed?.rate.perSecond ?? 0,
      }
    })
    rows.sort(
      (a, b) =>
        b.perSecond - a.perSecond || (b.lag?.bytes ?? 0) - (a.lag?.bytes ?? 0) || (a.name < b.name ? -1 : 1),
    )
    return rows.slice(0, MOST_ROWS).map(({ name, followed, lag, perSecond }) => ({
      name,
      lag_bytes: lag?.bytes ?? 0,
      lag_seconds: rounded(lag?.seconds ?? 0),
      lines_per_second: rounded(perSecond),
      last_line_at: followed?.lineAt ?? null,
      last_line: followed?.line ?? null,
      ledger: ledgerJson(this.#accounts[name] ?? NO_LINES),
      trend: followed?.rate.trend() ?? [],
    }))
  }

  /** Makes room for another by forgetting the one that has been still for longest; false while all of them move. */
  #room(now: number): boolean {
    if (this.#followed.size < FOLLOWED) return true
    for (const [name, { rate }] of this.#followed)
      if (now - rate.movedAt > 60_000) return this.#followed.delete(name)
    return false
  }
}

const NO_LINES: LedgerSnapshot = { read: 0, sent: 0, dead: 0, filtered: 0, inFlight: 0 }
