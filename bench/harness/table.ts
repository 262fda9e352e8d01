/** Rows of text under headings: columns of one width for a terminal, or Markdown. The first column is text, the others figures. */
export class Table {
  readonly #rows: (readonly string[])[]

  constructor(...headings: string[]) {
    this.#rows = [headings]
  }

  add(...cells: string[]): void {
    this.#rows.push(cells)
  }

  text(): string {
    const widths = this.#rows[0]!.map((_, column) =>
      Math.max(...this.#rows.map((row) => (row[column] ?? '').length)),
    )
    const line = (row: readonly string[]): string =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
    return `${this.#rows.map(line).join('\n')}\n`
  }

  markdown(): string {
    const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`
    const [headings, ...rows] = this.#rows
    return `${[line(headings!), line(headings!.map(() => '---')), ...rows.map(line)].join('\n')}\n`
  }
}
