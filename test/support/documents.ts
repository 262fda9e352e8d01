import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One fenced block of a Markdown page. */
export interface Block {
  /** First word behind the fence, as in `sh`. */
  readonly kind: string
  /** What follows it. */
  readonly info: string
  readonly text: string
  /** Page and line, for a person. */
  readonly place: string
}

/** The pages that people read: the READMEs, and everything below docs/. Paths from the root of the repository. */
export function pages(root: string): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  return [
    'README.md',
    'README.ko.md',
    ...docs.filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
  ]
}

export function blocksOf(root: string, page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```(\w+)[ ]?(.*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    kind: found[1]!,
    info: found[2]!,
    text: found[3]!,
    place: `${page}:${text.slice(0, found.index).split('\n').length}`,
  }))
}

/**
 * The words of each simple command of a shell text: lists, pipes, `&` and `$(…)` are taken apart, quoted words stay whole, comments and
 * redirections go. Enough for what a manual shows, no shell.
 */
export function shellCommands(text: string): string[][] {
  const commands: string[][] = []
  let words: string[] = []
  const end = (): void => {
    if (words.length > 0) commands.push(words)
    words = []
  }
  const token =
    /\\\n|[ \t]+#.*|^#.*|\n|\|\|?|&&?|;|[ \t]+|\d?>>?[ \t]*[^\s]+|(?:"\$\((?<inner>[^)]*)\)"|'[^']*'|"[^"]*"|[^\s|&;'"<>])+/gm
  for (const found of text.matchAll(token)) {
    const [word] = found
    const inner = found.groups?.['inner']
    if (inner !== undefined) commands.push(...shellCommands(inner))
    if (/^(?:\n|\|\|?|&&?|;)$/.test(word)) end()
    else if (!/^(?:\\\n|\s*#.*|[ \t]+|\d?>.*)$/.test(word)) words.push(unquoted(word))
  }
  end()
  return commands
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"([^"]*)"/g,
    (_, single: string | undefined, double: string | undefined) => single ?? double ?? '',
  )
}
