import type { VNode } from 'preact'
import type { ReasonCode, ReasonJson, VerdictJson } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { go, type View } from '../link.ts'
import { bytes, clock, count, seconds } from '../numbers.ts'
import { shown } from '../parts/log-text.ts'
import { useStore } from '../store.ts'

/** Where a reason can be looked into. */
const LOOK: Readonly<Record<ReasonCode, View>> = {
  not_sending: 'delivery',
  requests_failing: 'delivery',
  behind: 'delivery',
  throttled: 'delivery',
  parse_failures: 'failures',
  refused: 'failures',
  destroyed: 'delivery',
  order_risk: 'delivery',
  damaged: 'delivery',
  alerts: 'alerts',
  warnings: 'overview',
}

const SIGN = { ok: '✓', warn: '!', bad: '✕' } as const

/** Is everything arriving; if not, what is wrong, and where. */
export function Verdict({ verdict }: { readonly verdict: VerdictJson }): VNode {
  const { text } = useStore(spoken)
  const { level, idle, reasons } = verdict
  return (
    <section class={`verdict ${level}`} aria-live="polite" data-level={level}>
      <p class="sentence">
        <span class="sign" aria-hidden="true">
          {SIGN[level]}
        </span>
        {level === 'ok' && idle ? text.verdict.idle : text.verdict[level]}
      </p>
      {reasons.length > 0 && (
        <ul>
          {reasons.map((reason) => (
            <li key={reason.code} class={reason.level} data-reason={reason.code}>
              {text.reasons[reason.code](amount(reason), shown(reason.where.join(', ')))}{' '}
              <span class="faint">{text.since(clock(reason.since))}</span>{' '}
              {LOOK[reason.code] !== 'overview' && (
                <button type="button" class="small" onClick={() => go({ view: LOOK[reason.code] })}>
                  {text.look}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function amount({ code, count: value }: ReasonJson): string {
  if (code === 'behind') return seconds(value)
  if (code === 'destroyed') return bytes(value)
  return count(value)
}
