import { text } from '../messages/messages.ts'

/**
 * What is wrong with a command line, in the language in use. Commander says it in English only; its codes and the few
 * shapes of its sentences are known, and a sentence that has another shape is passed on as it came.
 */
export function usageWords(code: string, message: string): string {
  const words = message.replace(/^error: /, '')
  const { unknownOption, valueMissing, badChoice, tooManyArguments } = text.cli
  const quoted = /'([^']*)'/.exec(words)?.[1] ?? ''
  const flag = /--[\w-]+/.exec(quoted)?.[0] ?? quoted.split(' ')[0]!
  switch (code) {
    case 'commander.unknownOption':
      return unknownOption(quoted, /\(Did you mean (?:one of )?([^?]+)\?\)/.exec(words)?.[1])
    case 'commander.optionMissingArgument':
      return valueMissing(flag)
    case 'commander.excessArguments': {
      const [most, got] = [...words.matchAll(/\d+/g)].map(Number)
      return most === undefined || got === undefined ? words : tooManyArguments(most, got)
    }
    case 'commander.invalidArgument': {
      const [, value, choices] = /argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(words) ?? []
      return value === undefined || choices === undefined ? words : badChoice(flag, value, choices)
    }
    default:
      return words
  }
}
