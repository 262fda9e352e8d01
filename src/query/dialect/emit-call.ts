import { text as messages } from '../../messages/messages.ts'
import type { Call, Expression } from './ast.ts'
import { type EmitContext, fail, type UserFunction } from './emit-context.ts'
import { FUNCTIONS, functionNamed, refusedFunction } from './functions/all.ts'
import type { CallParts, FunctionDefinition } from './functions/function.ts'
import { intervalValue } from './interval.ts'
import { nearestName } from './nearest.ts'
import { sameName } from './scope.ts'
import { TABLE_FUNCTION_NAMES } from './table-function-names.ts'
import type { Typed } from './value-types.ts'

type Emit = (expression: Expression, context: EmitContext) => Typed

/** A call of a function in DuckDB's SQL; `emit` takes its arguments there. The user's own functions come first, then those of the dialect. */
export function emitCall(call: Call, context: EmitContext, emit: Emit): Typed {
  const name = call.name.name
  const own = context.functions.find((candidate) => sameName(candidate.name.name, name))
  if (own !== undefined) return emitUserFunction(own, call, context, emit)
  const definition = functionNamed(name)
  if (definition === undefined) return unknownFunction(call, context)
  checkShape(definition, call, context)
  return definition.emit(partsOf(definition, call, context, emit))
}

function unknownFunction(call: Call, context: EmitContext): never {
  const name = call.name.name.toUpperCase()
  const refused = refusedFunction(name)
  if (refused !== undefined)
    return fail(
      context,
      call.name,
      messages.dialect.refusedFunction(refused, messages.dialect.instead[refused]),
    )
  if (TABLE_FUNCTION_NAMES.includes(name))
    return fail(context, call.name, messages.dialect.tableFunction(name))
  const known = [
    ...FUNCTIONS.map((definition) => definition.name),
    ...context.functions.map((f) => f.name.name),
  ]
  return fail(context, call.name, messages.dialect.unknownFunction(call.name.name, nearestName(name, known)))
}

/** The number of arguments and the words between them. */
function checkShape(definition: FunctionDefinition, call: Call, context: EmitContext): void {
  const { arity, forms = [''], name, over } = definition
  const count = call.arguments.length
  const starred = call.star && name !== 'COUNT'
  if (starred || count < arity[0] || count > arity[1] || (name === 'COUNT' && !call.star && count === 0))
    fail(
      context,
      call,
      messages.dialect.argumentCount(name, arity[0], arity[1], call.star ? 0 : count, definition.example),
    )
  if (!forms.includes(call.form)) fail(context, call, messages.dialect.callForm(name, definition.example))
  if (call.distinct && over !== 'both') fail(context, call, messages.dialect.distinctHere(name))
  if (call.over !== undefined && over === 'row') fail(context, call, messages.dialect.overHere(name))
  if (call.over === undefined && over === 'window')
    fail(context, call, messages.dialect.overNeeded(name, definition.example))
  if (call.over === undefined && over === 'both' && context.group === undefined)
    fail(context, call, messages.dialect.aggregateHere(name))
}

function partsOf(definition: FunctionDefinition, call: Call, context: EmitContext, emit: Emit): CallParts {
  const { group, ...row } = context
  // What an aggregate takes is a value of each row of the group.
  const inner: EmitContext = definition.over === 'both' && call.over === undefined ? row : context
  const failAt: CallParts['fail'] = (span, sentence) => fail(context, span, sentence)
  const expression: CallParts['expression'] = (index) => call.arguments[index]!
  return {
    call,
    args: call.arguments.map((argument) => emit(argument, inner)),
    over: call.over === undefined ? undefined : context.overOf(call),
    rowtime: group === undefined ? (context.rowtime ?? 't.rowtime') : 't.window_end',
    fail: failAt,
    expression,
    textAt: (index) => {
      const argument = expression(index)
      return argument.kind === 'string' ? argument.value : failAt(argument, messages.dialect.literalNeeded)
    },
    wholeAt: (index) => {
      const argument = expression(index)
      const value = argument.kind === 'number' ? Number(argument.value) : Number.NaN
      return Number.isSafeInteger(value) ? value : failAt(argument, messages.dialect.wholeNeeded)
    },
    millisecondsAt: (index) => {
      const argument = expression(index)
      const value = argument.kind === 'interval' ? intervalValue(argument) : undefined
      return value?.kind === 'time' ? value.ms : failAt(argument, messages.dialect.intervalNeeded)
    },
  }
}

/** The body with the arguments in the places of the parameters. It sees no column of the row, as the standard says. */
function emitUserFunction(own: UserFunction, call: Call, context: EmitContext, emit: Emit): Typed {
  const count = call.arguments.length
  const wanted = own.parameters.length
  if (count !== wanted || call.star)
    fail(context, call, messages.dialect.argumentCount(own.name.name, wanted, wanted, count, undefined))
  const parameters = new Map(
    own.parameters.map((parameter, index) => {
      const value = emit(call.arguments[index]!, context)
      return [parameter.name.toUpperCase(), { ...value, type: parameter.type }] as const
    }),
  )
  // A function cannot call itself: it is defined by what stands before it.
  const before = context.functions.slice(0, context.functions.indexOf(own))
  const { group: _, ...row } = context
  const scope = { ...context.scope, columns: [], names: [], label: own.name.name }
  return emit(own.body, { ...row, scope, parameters, functions: before })
}
