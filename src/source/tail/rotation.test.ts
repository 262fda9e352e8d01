import { expect, it } from 'vitest'
import { isRotatedName, isRotatedPath, rootsOf, unpackedName } from './rotation.ts'

const made: readonly [name: string, of: string][] = [
  ['app.log.2', 'app.log'],
  ['app.log.gz', 'app.log'],
  ['app.log.12.gz', 'app.log'],
  ['app.log-20240115', 'app.log'],
  ['app.log-20240115.zst', 'app.log'],
  ['app.log-20240115-1705314645', 'app.log'],
  ['app.log.2024-01-15T10:30:45Z', 'app.log'],
  ['app.log.old', 'app.log'],
  ['app-2024-01-15T10-30-45.123.log', 'app.log'],
  ['app-2024-01-15T10-30-45.123.log.gz', 'app.log'],
  ['access.1', 'access'],
]

it.each(made)('%s is made of %s', (name, of) => {
  expect(isRotatedName(name, of)).toBe(true)
  expect(isRotatedPath(`/logs/${name}`, `/logs/${of}`)).toBe(true)
  expect(isRotatedPath(`/other/${name}`, `/logs/${of}`)).toBe(false)
  expect(rootsOf(`/logs/${name}`)).toContain(`/logs/${of}`)
})

it.each([
  ['app.log', 'app.log'],
  ['app.log.pos', 'app.log'],
  ['app.logger', 'app.log'],
  ['app.log.1.tmp', 'app.log'],
  ['app2.log', 'app.log'],
  ['apps.log', 'app.log'],
  ['b.log.1', 'app.log'],
])('%s is not made of %s', (name, of) => {
  expect(isRotatedName(name, of)).toBe(false)
})

it('takes app-1.log for a rotated app.log only where nothing rests on it', () => {
  expect(isRotatedName('app-1.log', 'app.log')).toBe(true)
  expect(isRotatedPath('/logs/app-1.log', '/logs/app.log')).toBe(false)
})

it('knows the next name of what was rotated before', () => {
  expect(isRotatedPath('/logs/app.log.2.gz', '/logs/app.log.1')).toBe(true)
  expect(isRotatedPath('/logs/app.log.1', '/logs/app.log.1')).toBe(true)
  expect(rootsOf('/logs/app.log.2.gz')).toEqual(new Set(['/logs/app.log.2', '/logs/app.log']))
  expect(rootsOf('/logs/app.log.1')).toContain('/logs/app.log')
  expect(unpackedName('/logs/app.log.1.zst')).toBe('/logs/app.log.1')
})
