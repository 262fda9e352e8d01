import { messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { guardPattern } from '../pattern-guard.ts'
import type { Comparison, Expression, Operand } from './expression.ts'
import { ruleError, type Token, tokensOf } from './sql-tokens.ts'

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}
const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}
/** Words of the language: no field is called so, unless in double quotes. */
const RESERVED = new Set('AND OR NOT IN IS LIKE ILIKE BETWEEN NULL TRUE FALSE REGEXP ESCAPE'.split(' '))

/** Reads an expression of SQL over the fields of a record. Throws a KinetailError with the column where it goes wrong. */
export function parseSql(written: string): Expression {
  return new SqlParser(written).whole()
}

class SqlParser {
  readonly #written: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(written: string) {
    this.#written = written
    this.#tokens = tokensOf(written)
  }

  whole(): Expression {
    const expression = this.#or()
    if (this.#next.kind !== 'end') this.#fail(text.shape.wantsOperator)
    return expression
  }

  get #next(): Token {
    return this.#tokens[this.#at]!
  }

  #fail(wanted: string, { column, kind, text: found } = this.#next): never {
    throw ruleError(this.#written, column, text.shape.wanted(wanted, kind === 'end' ? '' : found))
  }

  /** Takes this word of the language, or this mark. */
  #take(word: string): boolean {
    const { kind, text: found } = this.#next
    const isIt = kind === 'word' ? found.toUpperCase() === word : kind === 'mark' && found === word
    if (isIt) this.#at++
    return isIt
  }

  #or(): Expression {
    const of = [this.#and()]
    while (this.#take('OR')) of.push(this.#and())
    return of.length === 1 ? of[0]! : { op: 'or', of }
  }

  #and(): Expression {
    const of = [this.#not()]
    while (this.#take('AND')) of.push(this.#not())
    return of.length === 1 ? of[0]! : { op: 'and', of }
  }

  #not(): Expression {
    if (this.#take('NOT')) return { op: 'not', of: this.#not() }
    if (this.#next.kind === 'mark' && this.#take('(')) {
      const inner = this.#or()
      if (!this.#take(')')) this.#fail(')')
      return inner
    }
    return this.#test()
  }

  #test(): Expression {
    const first = this.#next
    const left = this.#operand(text.shape.wantsField)
    if (this.#take('IS')) return this.#is(left)
    const negated = this.#take('NOT')
    const test = this.#predicate(left, negated)
    if (test !== undefined) return negated ? { op: 'not', of: test } : test
    if (left.kind === 'field') return { op: 'true', left }
    return this.#fail(text.shape.wantsField, first)
  }

  #predicate(left: Operand, negated: boolean): Expression | undefined {
    if (this.#take('IN')) return { op: 'in', left, values: this.#list() }
    if (this.#take('LIKE')) return this.#like(left, false)
    if (this.#take('ILIKE')) return this.#like(left, true)
    if (this.#take('REGEXP')) return this.#match(left, false)
    if (this.#take('BETWEEN')) {
      const low = this.#operand(text.shape.wantsValue)
      if (!this.#take('AND')) this.#fail('AND')
      const high = this.#operand(text.shape.wantsValue)
      return {
        op: 'and',
        of: [
          { op: 'compare', how: '>=', left, right: low },
          { op: 'compare', how: '<=', left, right: high },
        ],
      }
    }
    if (negated) this.#fail('IN, LIKE, ILIKE, REGEXP, BETWEEN')
    if (this.#take('~')) return this.#match(left, false)
    if (this.#take('~*')) return this.#match(left, true)
    if (this.#take('!~')) return { op: 'not', of: this.#match(left, false) }
    if (this.#take('!~*')) return { op: 'not', of: this.#match(left, true) }
    const { kind, text: mark } = this.#next
    const how = kind === 'mark' ? COMPARISONS[mark] : undefined
    if (how === undefined) return undefined
    this.#at++
    return this.#compare(left, how)
  }

  #compare(left: Operand, how: Comparison): Expression {
    const place = this.#next
    const right = this.#operand(text.shape.wantsValue)
    if (left.kind === 'value' && right.kind === 'value') this.#fail(text.shape.wantsField, place)
    const boolean = [left, right].some((one) => one.kind === 'value' && typeof one.value === 'boolean')
    if (boolean && how !== '=' && how !== '<>')
      throw ruleError(this.#written, place.column, text.shape.noOrder)
    // The field stands left.
    if (left.kind === 'value') return { op: 'compare', how: MIRRORED[how], left: right, right: left }
    return { op: 'compare', how, left, right }
  }

  #is(left: Operand): Expression {
    const negated = this.#take('NOT')
    const test = this.#isWhat(left)
    return negated ? { op: 'not', of: test } : test
  }

  #isWhat(left: Operand): Expression {
    if (this.#take('NULL')) return { op: 'null', left }
    if (this.#take('TRUE')) return { op: 'true', left }
    if (this.#take('FALSE')) return { op: 'compare', how: '=', left, right: { kind: 'value', value: false } }
    return this.#fail('NULL, TRUE, FALSE')
  }

  #like(left: Operand, anyCase: boolean): Expression {
    const pattern = this.#string()
    let before = '\\'
    if (this.#take('ESCAPE')) {
      const place = this.#next
      before = this.#string()
      if ([...before].length > 1) throw ruleError(this.#written, place.column, text.shape.badEscape)
    }
    return { op: 'like', left, pattern, escape: before, anyCase }
  }

  #match(left: Operand, anyCase: boolean): Expression {
    const place = this.#next
    const pattern = this.#string()
    try {
      new RegExp(pattern, 'u')
      guardPattern(pattern)
    } catch (error) {
      throw ruleError(this.#written, place.column, messageOf(error))
    }
    return { op: 'match', left, pattern, anyCase }
  }

  #string(): string {
    const { kind, text: found } = this.#next
    if (kind !== 'string') this.#fail(text.shape.wantsText)
    this.#at++
    return found
  }

  #list(): (string | number | boolean)[] {
    if (!this.#take('(')) this.#fail('(')
    const values: (string | number | boolean)[] = []
    do {
      const place = this.#next
      const one = this.#operand(text.shape.wantsValue)
      if (one.kind === 'field') this.#fail(text.shape.wantsValue, place)
      values.push(one.value)
    } while (this.#take(','))
    if (!this.#take(')')) this.#fail(')')
    return values
  }

  #operand(wanted: string): Operand {
    const token = this.#next
    const { kind, text: found, column } = token
    const word = found.toUpperCase()
    if (kind === 'word' && word === 'NULL') throw ruleError(this.#written, column, text.shape.useIsNull)
    this.#at++
    if (kind === 'string') return { kind: 'value', value: found }
    if (kind === 'number') return { kind: 'value', value: Number(found) }
    if (kind === 'word' && (word === 'TRUE' || word === 'FALSE'))
      return { kind: 'value', value: word === 'TRUE' }
    if (kind === 'name' || (kind === 'word' && !RESERVED.has(word)))
      return { kind: 'field', name: found, column }
    this.#at--
    return this.#fail(wanted)
  }
}
