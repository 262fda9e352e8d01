/** English sentences of `format`. Keys are ids; a sentence with facts is a function of them. */
export const format = {
  unknownDirective: (written: string, column: number, format: string): string =>
    `The format has "${written}" at column ${column + 1}, which is no directive that kinetail knows: ${format}`,
  unknownTime: (written: string, column: number, known: readonly string[]): string =>
    `The format has "${written}" at column ${column + 1}: this time pattern cannot be read back. Known patterns: ${known.join(', ')}.`,
  adjacentFields: (first: string, second: string, column: number): string =>
    `The format has "${second}" at column ${column + 1} directly after "${first}": with nothing between them nobody can tell where one ends. Put a space or another character between.`,
  noFields: 'The format has no field: write the LogFormat or log_format string of the server.',
  unknownType: (name: string, known: readonly string[]): string =>
    `There is no log type "${name}". The types are ${known.join(', ')}.`,
  formatNeedsServer: (type: string): string =>
    `--format is a format of a web server, and the type is "${type}": use it with --type apache or --type nginx.`,
  formatHasNoDirective: (format: string): string =>
    `"${format}" is neither a format string (Apache's has %, nginx's has $) nor a known name: combined, common, vhost_combined, main.`,
  formatOfOtherServer: (format: string, type: string, owner: string): string =>
    `The format "${format}" is one of ${owner}, and the type is "${type}". Use --type ${owner}, or leave --type out.`,
  unknownEscape: (mode: string): string =>
    `escape=${mode} is unknown: nginx has escape=default, escape=json and escape=none.`,
}
