import type { VNode } from 'preact'
import type { FailureJson, Failures } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { clock, count } from '../numbers.ts'
import { Copy } from '../parts/copy.tsx'
import { shown } from '../parts/log-text.ts'
import { Empty, waiting } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { usePolled } from '../polled.ts'
import { useStore } from '../store.ts'

/** Lines that did not parse, grouped by their reason, each with what was expected where, and what makes it parse. */
export function FailuresView(): VNode {
  const { text, language } = useStore(spoken)
  const words = text.failures
  const polled = usePolled<Failures>('/api/failures', () => ({}), language, 3000)
  const { data } = polled
  return (
    <Section
      title={words.title}
      wide
      aside={data && words.summary(count(data.total), count(data.dead_letters))}
    >
      {waiting(polled) ??
        (data!.groups.length === 0 ? (
          <Empty>
            <strong>{words.none}</strong> {words.noneLong}
          </Empty>
        ) : (
          <>
            {data!.dead_letter_file !== null && (
              <p class="faint">
                <bdi>{words.kept(shown(data!.dead_letter_file))}</bdi>
              </p>
            )}
            <ol class="failures">
              {data!.groups.map((group) => (
                <li key={`${group.reason} ${group.type} ${group.column}`}>
                  <Failure group={group} />
                </li>
              ))}
            </ol>
          </>
        ))}
    </Section>
  )
}

function Failure({ group }: { readonly group: FailureJson }): VNode {
  const { text } = useStore(spoken)
  const words = text.failures
  const { example } = group
  return (
    <article class="failure" data-reason={group.reason}>
      <h3>
        <span class="count">{words.lines(count(group.count))}</span> {group.reason_text}{' '}
        <span class="badge">{group.type}</span> <code class="faint">{group.reason}</code>
      </h3>
      <Pointed line={example.line} column={group.column - example.cut} />
      <dl class="facts">
        <dt>{words.expected}</dt>
        <dd>{shown(group.expected)}</dd>
        <dt>{words.found}</dt>
        <dd>
          <bdi>{shown(group.found)}</bdi>
        </dd>
        <dt>{words.where}</dt>
        <dd>
          <bdi>{shown(group.files.join(', '))}</bdi> ·{' '}
          {words.firstLast(clock(group.first), clock(group.last))}
        </dd>
        <dt>{words.fix}</dt>
        <dd>
          {group.fix !== null ? (
            <>
              <code class="command">{shown(group.fix.command)}</code>{' '}
              <span class="faint">{words.fixTried(count(group.fix.parsed), count(group.fix.tried))}</span>{' '}
              <Copy text={() => group.fix!.command} label={words.copy} />
            </>
          ) : (
            <>
              {group.pending ? words.fixPending : words.fixNone}{' '}
              <code class="command">{shown(group.explain)}</code>{' '}
              <Copy text={() => group.explain} label={words.copy} />
            </>
          )}
        </dd>
      </dl>
    </article>
  )
}

/** The line with a caret under the place where it failed. The column counts bytes; the caret stands under the character there. */
function Pointed({ line, column }: { readonly line: string; readonly column: number }): VNode {
  const { text } = useStore(spoken)
  const [before, at, after] = split(line, column)
  return (
    <pre class="pointed">
      <span class="unseen">{text.failures.column(count(column))}: </span>
      {shown(before)}
      <mark>{at === '' ? '\u00a0' : shown(at)}</mark>
      {shown(after)}
    </pre>
  )
}

/** Splits at a byte of the line's UTF-8: before it, the character there, the rest. */
export function split(line: string, column: number): [before: string, at: string, after: string] {
  const encoder = new TextEncoder()
  let bytes = 0
  let before = ''
  for (const character of line) {
    const size = encoder.encode(character).length
    if (bytes + size > column) return [before, character, line.slice(before.length + character.length)]
    bytes += size
    before += character
  }
  return [line, '', '']
}
