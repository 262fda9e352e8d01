const caret = (rule: string, column: number): string => `    ${rule}\n    ${' '.repeat(column)}^`

/** English sentences of `shape`: what rules do with records. Keys are ids; a sentence with facts is a function of them. */
export const shape = {
  badRule: (rule: string, column: number, why: string): string =>
    `The rule cannot be read at column ${column + 1}: ${why}\n${caret(rule, column)}`,
  unclosed: (quote: string): string => `the quote ${quote} is never closed.`,
  unexpected: (found: string): string =>
    `"${found}" is no part of a rule. Texts stand in single quotes, odd names in double quotes.`,
  wanted: (wanted: string, found: string): string =>
    found === ''
      ? `the rule ends where ${wanted} is expected.`
      : `${wanted} is expected, and here is "${found}".`,
  wantsOperator: 'AND, OR or the end',
  wantsField: 'a field with a test, such as status_code >= 500,',
  wantsValue: 'a value (a number, a text in single quotes, TRUE or FALSE)',
  wantsText: 'a text in single quotes',
  noOrder: 'TRUE and FALSE have no order: compare them with = or <>.',
  useIsNull: 'nothing equals NULL in SQL: write IS NULL or IS NOT NULL.',
  badEscape: 'ESCAPE takes one character.',
  emptyRule: 'The rule is empty: it needs a field and what that has to be, as in {status_code: 404}.',
  badOperator: (field: string, operator: string, known: readonly string[]): string =>
    `The test of "${field}" cannot be used: "${operator}" is unknown or has a value that it does not take. There are ${known.join(', ')}; in and not_in take a list, between a list of two.`,
  unknownField: (
    name: string,
    where: string,
    nearest: string | undefined,
    known: readonly string[],
  ): string =>
    `There is no field "${name}" in ${where}.${nearest === undefined ? '' : ` Is it "${nearest}"?`} Its fields are ${known.join(', ')}.`,
  unknownFieldAt: (rule: string, column: number, sentence: string): string =>
    `${sentence}\n${caret(rule, column)}`,
  allFiles: 'any of the log files',
  ownField: (name: string): string =>
    `"${name}" is kinetail's own and is needed to read the stream back: it cannot be hidden.`,
  noKey:
    'pseudonymise needs a secret key: name an environment variable that holds it (key_env) or a file (key_file). The same key gives the same pseudonyms.',
  shortKey: (place: string, bytes: number, least: number): string =>
    bytes === 0
      ? `The key of pseudonyms in ${place} is empty or not set: put a secret of at least ${least} bytes there, as "openssl rand -hex 32" prints one.`
      : `The key of pseudonyms in ${place} has ${bytes} bytes, and one of fewer than ${least} can be found by trying: use a secret as "openssl rand -hex 32" prints one.`,
  unreadableKey: (path: string, words: string): string =>
    `The key of pseudonyms cannot be read from ${path}: ${words}.`,
  pathTaken: (path: string): string =>
    `The field "${path}" cannot be added: in this schema a part of that name is a value, or the whole name is an object.`,
  noVariable: (name: string, field: string): string =>
    `The added field "${field}" takes the environment variable ${name}, which is not set: set it, or give a value for that case, as in \${${name}:-none}.`,
  badSample: (value: string): string =>
    `"${value}" is no sampling: write a part and a field, as in "10% by ip_address", or {rate: 0.1, by: ip_address}.`,
  badSampleRate: (value: string): string =>
    `"${value}" is no part of all: write 0 to 1, or a percentage as 10%.`,
  badAdd: (value: string): string =>
    `"${value}" adds no field: write name=value, several with commas between.`,
  badAddName: (name: string): string => `"${name}" cannot be added: kinetail writes it itself.`,
  badJson: (name: string, value: string): string =>
    `"${value}" is not JSON: --${name} takes an object, as in the configuration file.`,
  badPrefix: (value: string): string =>
    `"${value}" is no pair of prefix lengths: write bits of IPv4 (0 to 32) and of IPv6 (0 to 128), as in [24, 48].`,
  nothingToRedact: 'redact names nothing: give mask, remove, pseudonymise, ip, query or patterns.',
}
