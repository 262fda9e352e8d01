import { describe, expect, it } from 'vitest'
import { isGlob, matches, parseGlob } from './glob.ts'

function match(pattern: string, path: string): boolean {
  return parseGlob(pattern).some((glob) => matches(glob, path))
}

describe('patterns', () => {
  it.each([
    ['/var/log/*.log', '/var/log/a.log', true],
    ['/var/log/*.log', '/var/log/.log', false],
    ['/var/log/.*', '/var/log/.hidden', true],
    ['/var/log/*.log', '/var/log/sub/a.log', false],
    ['/var/log/*.log', '/var/log/a.log.1', false],
    ['/var/log/*/access.log', '/var/log/nginx/access.log', true],
    ['/var/log/**/*.log', '/var/log/a.log', true],
    ['/var/log/**/*.log', '/var/log/x/y/z/a.log', true],
    ['/var/log/**/*.log', '/var/log/.git/a.log', false],
    ['/**/app.log', '/app.log', true],
    ['/a?.log', '/ab.log', true],
    ['/a?.log', '/abc.log', false],
    ['/a[0-9].log', '/a7.log', true],
    ['/a[!0-9].log', '/a7.log', false],
    ['/a[!0-9].log', '/ab.log', true],
    ['/a[]x].log', '/a].log', true],
    ['/a[b.log', '/a[b.log', true],
    ['/{nginx,apache}/*.log', '/apache/x.log', true],
    ['/{a,b{c,d}}/x', '/bd/x', true],
    ['/{a,b{c,d}}/x', '/b/x', false],
    ['/{a}/*', '/{a}/x', true],
    ['/a\\*b*', '/a*bc', true],
    ['/a\\*b*', '/axbc', false],
    ['/a+(b)*.log', '/a+(b)1.log', true],
    ['/로그*.log', '/로그1.log', true],
    ['/a?b', '/a🙂b', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(match(pattern, path)).toBe(expected)
  })

  it('knows a pattern from a plain path', () => {
    expect(isGlob('/var/log/app.log')).toBe(false)
    expect(['/a*', '/a?', '/a[b]', '/{a,b}'].every(isGlob)).toBe(true)
  })

  it('does not get lost in many stars', () => {
    const pattern = `/${'*a'.repeat(12)}*b`
    const started = performance.now()
    expect(match(pattern, `/${'a'.repeat(60)}`)).toBe(false)
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('cuts off the plain folders, so that only what may match is listed', () => {
    expect(parseGlob('/var/log/*/x.log').map(({ base }) => base)).toEqual(['/var/log'])
    expect(parseGlob('/{var,opt}/log/*.log').map(({ base }) => base)).toEqual(['/var/log', '/opt/log'])
    expect(parseGlob('/*.log').map(({ base }) => base)).toEqual(['/'])
  })
})
