import { describe, expect, it } from 'vitest'
import type { LogInput } from '../config/settings.ts'
import { inputOf } from './letter-inputs.ts'

const site: LogInput = { path: '/var/log/nginx/site.log', type: 'nginx', format: '$remote_addr $status' }
const globs: LogInput = { path: '/var/log/apps/*.log', type: 'application' }
const other: LogInput = { path: '/srv/access.log', type: 'nginx' }
const log_files = [site, globs, other]

describe('the input of a letter', () => {
  it.each([
    ['its file', '/var/log/nginx/site.log', 'nginx', site],
    ['its file, whose type was changed', '/srv/access.log', 'apache', other],
    ['a pattern', '/var/log/apps/one.log', 'application', globs],
    ['the name that rotation gave', '/var/log/nginx/site.log.1', 'nginx', site],
    ['a dated name', '/var/log/nginx/site.log-20240115.gz', 'nginx', site],
    ['the only one of its type', '/elsewhere/app.txt', 'application', globs],
    ['its type, where two have it', '/elsewhere/x.log', 'nginx', { path: '/elsewhere/x.log', type: 'nginx' }],
    ['nothing, where the type is unknown', '/elsewhere/x.log', 'gone', undefined],
  ] as const)('is that of %s', (_, file, type, expected) => {
    expect(inputOf({ file, type }, { asked: undefined, log_files })).toEqual(expected)
  })

  it('is what was asked for, before all else', () => {
    const asked = { type: 'apache', format: '%h %>s' }
    expect(inputOf({ file: site.path, type: 'nginx' }, { asked, log_files })).toMatchObject(asked)
  })
})
