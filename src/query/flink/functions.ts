import { string } from './words.ts'

/** Prints a call from its printed arguments; undefined where these cannot be said in Flink SQL. */
export type Template = (
  args: readonly string[],
  literals: readonly (string | undefined)[],
) => string | undefined

const call =
  (name: string): Template =>
  (args) =>
    `${name}(${args.join(', ')})`
const infix =
  (operator: string): Template =>
  ([a, b]) =>
    `(${a} ${operator} ${b})`
/** DuckDB counts with doubles where Flink would keep whole numbers, and cut what is behind the point. */
const onDouble =
  (name: string): Template =>
  ([x]) =>
    `${name}(CAST(${x} AS DOUBLE))`
const floorTo: Template = ([, time], [unit]) => {
  const known = unit && UNITS[unit.toLowerCase()]
  return known && `FLOOR(${time} TO ${known})`
}
const extract: Template = ([, time], [unit]) => {
  const known = unit && UNITS[unit.toLowerCase()]
  return known && `EXTRACT(${known} FROM ${time})`
}
const part =
  (unit: string): Template =>
  ([time]) =>
    `EXTRACT(${unit} FROM ${time})`

const UNITS: Readonly<Record<string, string>> = {
  second: 'SECOND',
  minute: 'MINUTE',
  hour: 'HOUR',
  day: 'DAY',
  week: 'WEEK',
  month: 'MONTH',
  quarter: 'QUARTER',
  year: 'YEAR',
}

/** Aggregate functions. What is not here Flink does not have, or means something else by it. */
export const AGGREGATES: Readonly<Record<string, Template>> = {
  count_star: () => 'COUNT(*)',
  count: call('COUNT'),
  sum: call('SUM'),
  min: call('MIN'),
  max: call('MAX'),
  avg: onDouble('AVG'),
  mean: onDouble('AVG'),
  stddev: onDouble('STDDEV_SAMP'),
  stddev_samp: onDouble('STDDEV_SAMP'),
  stddev_pop: onDouble('STDDEV_POP'),
  variance: onDouble('VAR_SAMP'),
  var_samp: onDouble('VAR_SAMP'),
  var_pop: onDouble('VAR_POP'),
  // Exact, at the price of state: Flink's own approximation is another, and would give other numbers.
  approx_count_distinct: ([x]) => `COUNT(DISTINCT ${x})`,
  count_if: ([x]) => `COUNT(CASE WHEN ${x} THEN 1 END)`,
  bool_and: ([x]) => `(MIN(CASE WHEN ${x} THEN 1 ELSE 0 END) = 1)`,
  bool_or: ([x]) => `(MAX(CASE WHEN ${x} THEN 1 ELSE 0 END) = 1)`,
  first: call('FIRST_VALUE'),
  any_value: call('FIRST_VALUE'),
  last: call('LAST_VALUE'),
  string_agg: call('LISTAGG'),
}

/** Scalar functions and operators. */
export const SCALARS: Readonly<Record<string, Template>> = {
  '+': (args) => (args.length === 1 ? args[0] : infix('+')(args, [])),
  '-': (args) => (args.length === 1 ? `(- ${args[0]})` : infix('-')(args, [])),
  '*': infix('*'),
  '/': ([a, b]) => `(CAST(${a} AS DOUBLE) / ${b})`,
  '//': infix('/'),
  '%': call('MOD'),
  mod: call('MOD'),
  '||': infix('||'),
  '~~': infix('LIKE'),
  '!~~': infix('NOT LIKE'),
  '~~*': ([a, b]) => `(LOWER(${a}) LIKE LOWER(${b}))`,
  '!~~*': ([a, b]) => `(LOWER(${a}) NOT LIKE LOWER(${b}))`,
  lower: call('LOWER'),
  lcase: call('LOWER'),
  upper: call('UPPER'),
  ucase: call('UPPER'),
  length: call('CHAR_LENGTH'),
  len: call('CHAR_LENGTH'),
  char_length: call('CHAR_LENGTH'),
  character_length: call('CHAR_LENGTH'),
  substring: call('SUBSTRING'),
  substr: call('SUBSTRING'),
  left: call('LEFT'),
  right: call('RIGHT'),
  trim: (args) => (args.length === 1 ? `TRIM(${args[0]})` : `TRIM(BOTH ${args[1]} FROM ${args[0]})`),
  ltrim: (args) => (args.length === 1 ? `LTRIM(${args[0]})` : `TRIM(LEADING ${args[1]} FROM ${args[0]})`),
  rtrim: (args) => (args.length === 1 ? `RTRIM(${args[0]})` : `TRIM(TRAILING ${args[1]} FROM ${args[0]})`),
  // DuckDB's CONCAT passes over NULL, Flink's gives NULL.
  concat: (args) => `CONCAT(${args.map((one) => `COALESCE(CAST(${one} AS STRING), '')`).join(', ')})`,
  replace: call('REPLACE'),
  reverse: call('REVERSE'),
  repeat: call('REPEAT'),
  lpad: call('LPAD'),
  rpad: call('RPAD'),
  instr: call('INSTR'),
  strpos: call('INSTR'),
  position: ([text, part]) => `POSITION(${part} IN ${text})`,
  contains: ([text, part]) => `(POSITION(${part} IN ${text}) > 0)`,
  starts_with: ([text, start]) => `(LEFT(${text}, CHAR_LENGTH(${start})) = ${start})`,
  prefix: ([text, start]) => `(LEFT(${text}, CHAR_LENGTH(${start})) = ${start})`,
  ends_with: ([text, end]) => `(RIGHT(${text}, CHAR_LENGTH(${end})) = ${end})`,
  suffix: ([text, end]) => `(RIGHT(${text}, CHAR_LENGTH(${end})) = ${end})`,
  regexp_matches: ([text, pattern]) => `REGEXP(${text}, ${pattern})`,
  regexp_extract: ([text, pattern, group]) => `REGEXP_EXTRACT(${text}, ${pattern}, ${group ?? '0'})`,
  regexp_replace: ([text, pattern, to], [, , , flags]) =>
    flags === 'g' ? `REGEXP_REPLACE(${text}, ${pattern}, ${to})` : undefined,
  split_part: ([text, by, nth], [, , n]) =>
    `SPLIT_INDEX(${text}, ${by}, ${n === undefined ? `${nth} - 1` : Number(n) - 1})`,
  md5: call('MD5'),
  sha256: call('SHA256'),
  abs: call('ABS'),
  ceil: call('CEIL'),
  ceiling: call('CEIL'),
  floor: call('FLOOR'),
  round: call('ROUND'),
  trunc: call('TRUNCATE'),
  sign: call('SIGN'),
  sqrt: call('SQRT'),
  exp: call('EXP'),
  ln: call('LN'),
  log: call('LOG10'),
  log10: call('LOG10'),
  log2: call('LOG2'),
  power: call('POWER'),
  pow: call('POWER'),
  greatest: call('GREATEST'),
  least: call('LEAST'),
  nullif: call('NULLIF'),
  ifnull: call('COALESCE'),
  date_trunc: floorTo,
  datetrunc: floorTo,
  date_part: extract,
  datepart: extract,
  year: part('YEAR'),
  quarter: part('QUARTER'),
  month: part('MONTH'),
  week: part('WEEK'),
  day: part('DAY'),
  hour: part('HOUR'),
  minute: part('MINUTE'),
  second: part('SECOND'),
  now: () => 'CURRENT_TIMESTAMP',
  get_current_timestamp: () => 'CURRENT_TIMESTAMP',
  current_date: () => 'CURRENT_DATE',
  strftime: ([time], [, pattern]) => {
    const format = pattern === undefined ? undefined : javaPattern(pattern)
    return format && `DATE_FORMAT(${time}, ${string(format)})`
  },
}

/** Directives of strftime that a pattern of Java's DateTimeFormatter can say. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: 'yyyy',
  m: 'MM',
  d: 'dd',
  H: 'HH',
  I: 'hh',
  M: 'mm',
  S: 'ss',
  g: 'SSS',
  f: 'SSSSSS',
  p: 'a',
  j: 'DDD',
  y: 'yy',
  b: 'MMM',
  B: 'MMMM',
  a: 'EEE',
  A: 'EEEE',
  F: 'yyyy-MM-dd',
  T: 'HH:mm:ss',
}

function javaPattern(written: string): string | undefined {
  let pattern = ''
  for (const [, directive, letters, other] of written.matchAll(/%(.)|([A-Za-z]+)|([^%A-Za-z]+)/gs)) {
    if (directive !== undefined) {
      const known = directive === '%' ? '%' : DIRECTIVES[directive]
      if (known === undefined) return undefined
      pattern += known
    } else pattern += letters === undefined ? other!.replaceAll("'", "''") : `'${letters}'`
  }
  return pattern
}
