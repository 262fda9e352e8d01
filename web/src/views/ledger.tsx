import type { VNode } from 'preact'
import type { LedgerJson } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { count, percent } from '../numbers.ts'
import { Section } from '../parts/section.tsx'
import { useStore } from '../store.ts'

const COLUMNS = ['sent', 'dead_lettered', 'filtered', 'in_flight'] as const

/** What became of every line that was read: the columns add up, at any moment. */
export function Ledger({ ledger }: { readonly ledger: LedgerJson }): VNode {
  const { text } = useStore(spoken)
  return (
    <Section title={text.ledger.title}>
      <dl class="ledger">
        <div>
          <dt>{text.ledger.read}</dt>
          <dd data-figure="ledger.read">{count(ledger.read)}</dd>
          <dd class="faint" />
        </div>
        {COLUMNS.map((column) => (
          <div key={column}>
            <dt>{text.ledger[column]}</dt>
            <dd data-figure={`ledger.${column}`}>{count(ledger[column])}</dd>
            <dd class="faint">{percent(ledger.read === 0 ? null : ledger[column] / ledger.read)}</dd>
          </div>
        ))}
      </dl>
      <p class="faint">{text.ledger.sum}</p>
    </Section>
  )
}
