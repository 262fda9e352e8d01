import { text } from '../messages/messages.ts'

/** Bytes that are no answer in HTTP/1.1, or not one that we take. */
export class BadAnswer extends Error {
  /** @param words what is wrong with them */
  constructor(words: string) {
    super(text.aws.badAnswer(words))
    this.name = 'BadAnswer'
  }
}

/** The beginning of a line from the network, for an error. */
export function badLine(line: string): BadAnswer {
  return new BadAnswer(JSON.stringify(line.slice(0, 80)))
}
