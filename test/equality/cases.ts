import fc from 'fast-check'
import { FORMATS } from '../../src/format/all.ts'
import type { FormatSpec } from '../../src/format/create-engine.ts'
import { apacheLine, combinedAndMore, customFormat, nginxLine } from './access-lines.ts'
import { commonLine, jsonLine, LONG_KEY, textLine } from './json-lines.ts'

/** One kind of log in which both engines are compared. */
export interface EqualityCase {
  readonly name: string
  /** A format, and lines that fit it or nearly do. */
  readonly logs: fc.Arbitrary<{ readonly spec: FormatSpec; readonly line: fc.Arbitrary<string> }>
  /** Fields that are partition keys now and then. */
  readonly keys: readonly string[]
}

const ACCESS_KEYS = ['ip_address', 'path', 'status_code', 'timestamp', 'referer', 'request', 'response_size']

const APPLICATION_KEYS = ['timestamp', 'log_type', 'ts', 'msg', 'message', 'host', 'user', LONG_KEY]

/** All that is compared: add formats here. */
export const CASES: readonly EqualityCase[] = [
  {
    name: 'apache, all its tables',
    logs: fc.constant({ spec: { type: 'apache' }, line: apacheLine }),
    keys: ACCESS_KEYS,
  },
  {
    name: 'nginx',
    logs: fc.constant({ spec: { type: 'nginx' }, line: nginxLine }),
    keys: ACCESS_KEYS,
  },
  {
    name: 'combined and more, Apache',
    logs: combinedAndMore('apache').map(({ format, line }) => ({ spec: { type: 'apache', format }, line })),
    keys: ACCESS_KEYS,
  },
  {
    name: 'combined and more, nginx',
    logs: combinedAndMore('nginx').map(({ format, line }) => ({ spec: { type: 'nginx', format }, line })),
    keys: ACCESS_KEYS,
  },
  {
    name: 'custom formats of Apache',
    logs: customFormat('apache').map(({ format, line }) => ({ spec: { type: 'apache', format }, line })),
    keys: ACCESS_KEYS,
  },
  {
    name: 'custom formats of nginx',
    logs: customFormat('nginx').map(({ format, line }) => ({ spec: { type: 'nginx', format }, line })),
    keys: ACCESS_KEYS,
  },
  {
    name: 'application logs, JSON',
    logs: fc.constant({ spec: { type: 'application' }, line: fc.oneof(jsonLine, commonLine) }),
    keys: APPLICATION_KEYS,
  },
  {
    name: 'application logs, text and JSON',
    logs: fc.constant({ spec: { type: 'application' }, line: fc.oneof(textLine, jsonLine) }),
    keys: APPLICATION_KEYS,
  },
  ...FORMATS.filter(({ name }) => ['squid', 'traefik', 'nginx_ingress'].includes(name)).map(
    ({ name, logTypes }): EqualityCase => ({
      name,
      logs: fc.constant({ spec: { type: name }, line: damaged(logTypes[0]!.example) }),
      keys: ACCESS_KEYS,
    }),
  ),
]

/** The line, or one with something put in or left out. */
function damaged(line: string): fc.Arbitrary<string> {
  const piece = fc.constantFrom('', ' ', '"', '-', '\\', 'é', '[', '/', '1', 'ms', ', ')
  const broken = fc.tuple(fc.nat(line.length), fc.nat(3), piece)
  return fc.oneof(
    fc.constant(line),
    broken.map(([at, gone, put]) => line.slice(0, at) + put + line.slice(at + gone)),
  )
}
