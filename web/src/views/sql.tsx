import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiError, SqlRequest, SqlResult } from '../../../src/serve/api.ts'
import { Refused, tell } from '../ask.ts'
import { spoken } from '../language.ts'
import { go, link } from '../link.ts'
import { count, milliseconds } from '../numbers.ts'
import { Empty } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { useStore } from '../store.ts'
import { BUILT, ownQueries, type Saved, saveQueries } from './saved-queries.ts'
import { ResultTable } from './sql-result.tsx'

interface Answer {
  readonly result?: SqlResult
  readonly error?: ApiError['error']
}

/** SQL over the records of the last hour: a box, saved queries, rows and a chart. */
export function SqlView(): VNode {
  const { text } = useStore(spoken)
  const { range, sql } = useStore(link)
  const words = text.sql
  const [statement, setStatement] = useState(sql || BUILT[0].sql)
  const [running, setRunning] = useState(false)
  const [answer, setAnswer] = useState<Answer>({})
  const [own, setOwn] = useState(ownQueries)
  const over = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => over.current?.abort(), [])

  const run = async (wanted: string): Promise<void> => {
    over.current?.abort()
    const mine = new AbortController()
    over.current = mine
    go({ sql: wanted })
    setRunning(true)
    try {
      const to = Date.now()
      const request: SqlRequest = { sql: wanted, from: to - range * 1000, to }
      setAnswer({ result: await tell<SqlResult>('/api/sql', request, mine.signal) })
    } catch (error) {
      if (mine.signal.aborted) return
      const known = error instanceof Refused ? error.error : undefined
      setAnswer({
        error: known ?? {
          code: 'unavailable',
          message: String(error instanceof Error ? error.message : error),
        },
      })
    }
    setRunning(false)
  }
  const pick = (query: Saved): void => {
    setStatement(query.sql)
    void run(query.sql)
  }
  const keep = (): void => {
    const name = prompt(words.saveName)?.trim()
    if (!name) return
    setOwn(saveQueries([...own.filter((query) => query.name !== name), { name, sql: statement }]))
  }
  return (
    <div class="stack">
      <Section title={words.title} wide>
        <form
          class="sql"
          onSubmit={(event) => {
            event.preventDefault()
            void run(statement)
          }}
        >
          <label>
            <span class="unseen">{words.label}</span>
            <textarea
              rows={6}
              spellcheck={false}
              value={statement}
              aria-describedby="sql-hint"
              onInput={(event) => setStatement(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run(statement)
              }}
            />
          </label>
          <div class="tail-controls">
            <button type="submit" class="main" disabled={running}>
              {running ? words.running : words.run}
            </button>
            <button type="button" onClick={keep}>
              {words.save}
            </button>
            <span id="sql-hint" class="faint">
              {words.hint}
            </span>
          </div>
        </form>
        <ul class="saved" aria-label={words.saved}>
          {BUILT.map((query) => (
            <li key={query.name}>
              <button type="button" class="small" onClick={() => pick(query)}>
                {words.built[query.name]}
              </button>
            </li>
          ))}
          {own.map((query) => (
            <li key={query.name}>
              <button type="button" class="small" onClick={() => pick(query)}>
                {query.name}
              </button>
              <button
                type="button"
                class="small"
                aria-label={words.remove(query.name)}
                onClick={() => setOwn(saveQueries(own.filter(({ name }) => name !== query.name)))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
        <div aria-live="polite" class="sql-answer">
          {answer.error && (
            <p class="sql-error" role="alert">
              {answer.error.line !== undefined && (
                <strong>{words.place(answer.error.line, answer.error.column ?? 1)}: </strong>
              )}
              {answer.error.message}
            </p>
          )}
          {answer.result ? (
            <>
              <p class="faint">
                {words.result(count(answer.result.rows.length), milliseconds(answer.result.ms))}{' '}
                {words.over(count(answer.result.logs), count(answer.result.records))}
                {answer.result.truncated && ` · ${words.truncated}`}
              </p>
              {answer.result.rows.length === 0 ? (
                <Empty>{words.none}</Empty>
              ) : (
                <ResultTable result={answer.result} />
              )}
            </>
          ) : (
            !answer.error && <Empty>{words.idle}</Empty>
          )}
        </div>
      </Section>
    </div>
  )
}
