import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Screen } from './query-screen.ts'

/** A terminal, and what stands on it: of escape sequences it knows those that Screen writes. */
function terminal(columns: number, rows: number): { output: PassThrough; shown: () => string[] } {
  const output = Object.assign(new PassThrough(), { isTTY: true, columns, rows })
  const lines: string[] = ['']
  let at = 0
  return {
    output,
    shown: () => {
      // Node 26 gives what was written piece by piece, those before all at once.
      let written = ''
      for (let piece = output.read(); piece !== null; piece = output.read()) written += String(piece)
      for (const [, up, clear, end, text] of written.matchAll(
        // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
        /\u001b\[(\d+)A|\u001b\[1G|(\u001b\[0J)|(\n)|([^\u001b\n]+)/g,
      )) {
        if (up !== undefined) at -= Number(up)
        else if (clear !== undefined) lines.splice(at, lines.length, '')
        else if (end !== undefined) lines[++at] ??= ''
        else if (text !== undefined) lines[at] += text
      }
      return lines
    },
  }
}

describe('the lines at the bottom of a terminal', () => {
  it('are drawn over those before, cut to its size, below what is written above them', async () => {
    const { output, shown } = terminal(6, 4)
    const screen = new Screen(output, {})
    screen.draw(['one', 'two'])
    screen.draw(['한글한글', 'b', 'c', 'd'])
    await screen.above(() => void output.write('result\n'))
    screen.draw(['last'])
    expect(shown()).toEqual(['result', 'last', ''])
    screen.draw(['한글한글', 'b', 'c', 'd'])
    // A row is left free for the cursor.
    expect(shown()).toEqual(['result', '한글한', 'b', 'c', ''])
    screen.erase()
    output.write('end\n')
    expect(shown()).toEqual(['result', 'end', ''])
  })

  it('are not drawn in a pipe, nor on a terminal that cannot move its cursor', async () => {
    const pipe = new PassThrough()
    const screen = new Screen(pipe, {})
    screen.draw(['progress'])
    await screen.above(() => void pipe.write('result\n'))
    expect(String(pipe.read())).toBe('result\n')
    expect(new Screen(terminal(80, 24).output, { TERM: 'dumb' }).live).toBe(false)
  })
})
