import { Command, CommanderError, Option } from 'commander'
import { afterEach, describe, expect, it } from 'vitest'
import { setLanguage } from '../messages/messages.ts'
import { usageWords } from './usage-words.ts'

afterEach(() => setLanguage('en'))

/** What commander itself throws: the shapes of its sentences are its own, and may change with its version. */
function wrong(...words: string[]): string {
  const command = new Command('x')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .argument('[one]')
    .option('--region <name>', 'a region')
    .addOption(new Option('-o, --order <order>', 'an order').choices(['arrival', 'file']))
    .action(() => {})
  try {
    command.parse(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return usageWords(error.code, error.message)
    throw error
  }
  throw new Error('commander accepted it')
}

describe('what is wrong with a command line', () => {
  it.each([
    [['--foo'], 'There is no option --foo.'],
    [['--regoin=x'], 'There is no option --regoin=x. Did you mean --region?'],
    [['--region'], '--region needs a value.'],
    [['a', 'b'], 'This command takes one argument at the most, and there are 2.'],
    [['--order', 'x y'], '--order "x y" cannot be used: give one of arrival, file.'],
  ])('%j in English', (words, told) => {
    expect(wrong(...words)).toBe(told)
  })

  it.each([
    [['--foo'], '--foo(이)라는 옵션은 없습니다.'],
    [['--region'], '--region에 값이 없습니다.'],
    [['a', 'b'], '인수는 최대 1개인데 2개가 있습니다.'],
    [['--order', 'x'], '--order의 값 "x"은(는) 쓸 수 없습니다. arrival, file 중 하나를 쓰십시오.'],
  ])('%j in Korean', async (words, told) => {
    await setLanguage('ko')
    expect(wrong(...words)).toBe(told)
  })

  it('passes on what it does not know', () => {
    expect(usageWords('commander.other', 'error: something else')).toBe('something else')
  })
})
