/** Languages whose stack traces are known, and `auto` for all of them. */
export const PRESET_NAMES = ['java', 'python', 'node', 'go', 'ruby', 'php', 'dotnet', 'auto'] as const
export type PresetName = (typeof PRESET_NAMES)[number]
export type Language = Exclude<PresetName, 'auto'>

/** What the lines of an event so far were: which lines may follow depends on the last of them. */
export type State =
  /** A line that says nothing of itself. */
  | 'text'
  /** A log line: a time or a level at its beginning. `quiet` where the level is below a warning. */
  | 'log'
  | 'quiet'
  /** The name of an exception and its message, and the frames behind. */
  | 'exception'
  | 'frames'
  | 'jul'
  | 'python'
  | 'pythonEnd'
  | 'pythonNext'
  | 'pythonGroup'
  | 'nodePlace'
  | 'nodeCode'
  | 'nodeCaret'
  | 'nodeEnd'
  | 'goPanic'
  | 'goFunction'
  | 'goPlace'
  | 'goGap'
  | 'ruby'
  | 'rubyFrames'
  | 'rubyReverse'
  | 'rails'
  | 'php'
  | 'phpNext'
  | 'phpEnd'
  | 'dotnet'

/** A line that `line` matches belongs to an event whose last line was one of `after`, and the event is in `then` from there on. */
export interface Rule {
  readonly after: readonly State[]
  readonly line: RegExp
  readonly then: State
}

/** A first line that `line` matches leaves its event in `then`. The first that matches counts. */
export type Opening = Pick<Rule, 'line' | 'then'>

export interface Preset {
  readonly openings: readonly Opening[]
  readonly rules: readonly Rule[]
}

const PLAIN: readonly State[] = ['text', 'log', 'quiet']
const TRACE: readonly State[] = ['exception', 'frames']

/** The name of an exception of the Java and .NET worlds, with its packages, at the beginning of a line. */
const QUALIFIED = /^(?:[\w$]+\.)+[\w$`]*(?:Exception|Error|Throwable|Failure|Fault)[\w$]*(?::| |$)/
/** The same after what a log line has before it. */
const NAMED_WITHIN = /(?:Exception|Error|Throwable)(?::|$)/
const FRAME = /^[\t ]+(?:eval )?at \S/
const INDENTED = /^[\t ]+\S/
const BLANK = /^[\t ]*$/

/** Frames belong to whatever stands before them: they never begin anything. */
const frames: readonly Rule[] = [
  { after: [...PLAIN, ...TRACE, 'jul'], line: FRAME, then: 'frames' },
  { after: TRACE, line: INDENTED, then: 'frames' },
  // Between a message of several lines and its frames.
  { after: ['exception'], line: BLANK, then: 'exception' },
]

const java: Preset = {
  openings: [
    // java.util.logging writes an event in two lines: the second has the level.
    { line: /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M /, then: 'jul' },
    { line: QUALIFIED, then: 'exception' },
    { line: NAMED_WITHIN, then: 'exception' },
  ],
  rules: [
    { after: ['jul'], line: /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): /, then: 'log' },
    { after: ['log'], line: QUALIFIED, then: 'exception' },
    ...frames,
    {
      after: [...PLAIN, ...TRACE],
      line: /^[\t ]*(?:Caused by|Suppressed|Wrapped by|Causing): /,
      then: 'exception',
    },
    { after: [...PLAIN, ...TRACE], line: /^[\t ]*\.{3} \d+ (?:more|common frames omitted)/, then: 'frames' },
    { after: TRACE, line: /^[\t ]*nested exception is:/, then: 'exception' },
    // The name follows that on a line of its own.
    { after: ['exception'], line: QUALIFIED, then: 'exception' },
  ],
}

const TRACEBACK = /^[\t ]*Traceback \(most recent call last\):[\t ]*$/
/** A group of exceptions is drawn as a tree. */
const GROUP = /^[\t ]*\+ Exception Group Traceback \(most recent call last\):/

const python: Preset = {
  openings: [
    { line: GROUP, then: 'pythonGroup' },
    { line: /Traceback \(most recent call last\):[\t ]*$/, then: 'python' },
    // A syntax error has no calls above it.
    { line: /^ {2}File "[^"]*", line \d+/, then: 'python' },
  ],
  rules: [
    { after: ['log', 'pythonNext'], line: TRACEBACK, then: 'python' },
    { after: ['log', 'pythonNext'], line: GROUP, then: 'pythonGroup' },
    { after: ['pythonGroup'], line: /^[\t ]+[|+]/, then: 'pythonGroup' },
    { after: ['python'], line: INDENTED, then: 'python' },
    // The message may have several lines.
    { after: ['pythonEnd'], line: /^[\t ]+(?!\+ Exception Group )[^\t ]/, then: 'pythonEnd' },
    { after: ['python'], line: /^(?:[A-Za-z_][\w<>]*\.)*[A-Za-z_]\w*(?::|$)/, then: 'pythonEnd' },
    { after: ['pythonEnd', 'pythonNext'], line: BLANK, then: 'pythonNext' },
    {
      after: ['pythonEnd', 'pythonNext'],
      line: /^[\t ]*(?:\| )?(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)/,
      then: 'pythonNext',
    },
  ],
}

const NODE_ERROR = /^(?:Uncaught )?(?:[\w$]+\.)*[\w$]*(?:Error|Exception)(?: \[[^\]]*\])?(?::|$)/

const node: Preset = {
  openings: [
    // An uncaught error begins with the place and the line of code.
    { line: /^(?:node:|file:|\/|[A-Za-z]:[\\/])[^\s].*:\d+$/, then: 'nodePlace' },
    { line: NODE_ERROR, then: 'exception' },
    { line: NAMED_WITHIN, then: 'exception' },
  ],
  rules: [
    { after: ['log'], line: NODE_ERROR, then: 'exception' },
    ...frames,
    { after: ['nodePlace'], line: /\S/, then: 'nodeCode' },
    { after: ['nodeCode'], line: /^[\t ]*\^+[\t ]*$/, then: 'nodeCaret' },
    { after: ['nodeCaret'], line: BLANK, then: 'nodeCaret' },
    { after: ['nodeCaret'], line: /\S/, then: 'exception' },
    // Properties of the error are listed in braces.
    { after: TRACE, line: /^\}$/, then: 'frames' },
    { after: ['frames', 'nodeEnd'], line: BLANK, then: 'nodeEnd' },
    { after: ['frames', 'nodeEnd'], line: /^Node\.js v\d/, then: 'nodeEnd' },
  ],
}

const GOROUTINE = /^goroutine (?:\d+|running)[^:]*:?$/

const go: Preset = {
  openings: [
    {
      line: /\bpanic: |^fatal error: |http: panic serving|^unexpected fault address|^SIG[A-Z]+: /,
      then: 'goPanic',
    },
    { line: GOROUTINE, then: 'goFunction' },
  ],
  rules: [
    { after: ['goPanic', 'goGap'], line: BLANK, then: 'goGap' },
    {
      after: ['goPanic'],
      line: /^(?:\[signal |\s+panic: |panic: |fatal error: |runtime: |PC=)/,
      then: 'goPanic',
    },
    {
      after: [...PLAIN, 'goPanic', 'goGap', 'goFunction'],
      line: GOROUTINE,
      then: 'goFunction',
    },
    { after: ['goPanic', 'goGap'], line: /^runtime stack:$/, then: 'goFunction' },
    { after: ['goFunction'], line: /^(?:created by |[^\s(]+\()/, then: 'goPlace' },
    { after: ['goFunction'], line: /^\.{3}(?:additional|\d+) .*frames elided/, then: 'goFunction' },
    { after: ['goPlace'], line: INDENTED, then: 'goFunction' },
    { after: ['goFunction'], line: BLANK, then: 'goGap' },
    // Registers, after a signal.
    { after: ['goGap'], line: /^(?:r|e)\w{1,5} +0x[0-9a-f]+$/, then: 'goGap' },
    { after: ['goGap', 'goFunction'], line: /^exit status \d+$/, then: 'goGap' },
  ],
}

/** A place in a Ruby program; behind it stands the message, where the exception is told. */
const RUBY_ERROR = /^\S.*:\d+:in [`'].*': /
const RUBY_FRAME = /^\S+:\d+:in [`'][^']*'$/

const ruby: Preset = {
  openings: [
    { line: RUBY_ERROR, then: 'ruby' },
    { line: /^Traceback \(most recent call last\):$/, then: 'rubyReverse' },
    { line: /^[A-Z]\w*(?:::[A-Z]\w*)* \(.*\):?$/, then: 'rails' },
  ],
  rules: [
    { after: [...PLAIN, 'ruby', 'rubyFrames'], line: /^[\t ]+(?:\d+: )?from \S/, then: 'rubyFrames' },
    // Before 3.0 the last call came last, as Python has it, and the exception behind it.
    { after: ['rubyReverse'], line: /^[\t ]+\d+: from \S/, then: 'rubyReverse' },
    { after: ['rubyReverse'], line: RUBY_ERROR, then: 'ruby' },
    { after: ['ruby', 'rails'], line: INDENTED, then: 'ruby' },
    { after: ['ruby', 'rails'], line: BLANK, then: 'rails' },
    { after: ['ruby', 'rails', 'rubyFrames'], line: /^Did you mean\?/, then: 'ruby' },
    { after: ['log', 'ruby', 'rails', 'rubyFrames'], line: RUBY_FRAME, then: 'rubyFrames' },
    { after: ['ruby', 'rails', 'rubyFrames'], line: /^Causes?:$/, then: 'rails' },
  ],
}

const PHP_FRAME = /^#\d+ /

const php: Preset = {
  openings: [{ line: /^(?:PHP )?(?:Fatal error|Uncaught )|Uncaught \S+: /, then: 'phpNext' }],
  rules: [
    { after: [...PLAIN, 'phpNext', 'php'], line: /^(?:PHP )?Stack trace:$/, then: 'php' },
    { after: [...PLAIN, 'phpNext', 'php'], line: /^\[(?:stacktrace|previous exception)\]/, then: 'php' },
    { after: ['php', 'phpNext', 'log'], line: PHP_FRAME, then: 'php' },
    { after: ['php', 'phpNext'], line: BLANK, then: 'php' },
    { after: ['php'], line: /^Next \S/, then: 'phpNext' },
    { after: ['php', 'phpNext'], line: /^[\t ]+thrown in /, then: 'phpEnd' },
    // Laravel closes the JSON that it began in the first line.
    { after: ['php'], line: /^"\}[\t ]*$/, then: 'phpEnd' },
    // On the command line each line of a trace has a time of its own.
    {
      after: [...PLAIN, 'phpNext', 'php'],
      line: /^\[[^\]]*\] PHP (?:Stack trace:| {1,3}\d+\. )/,
      then: 'php',
    },
  ],
}

const dotnet: Preset = {
  openings: [
    // The console logger writes the level and the category, and the message below, indented.
    { line: /^(?:trce|dbug|info|warn|fail|crit): /, then: 'dotnet' },
    { line: /^Unhandled [Ee]xception[.:]/, then: 'exception' },
    { line: QUALIFIED, then: 'exception' },
    { line: NAMED_WITHIN, then: 'exception' },
  ],
  rules: [
    { after: ['dotnet'], line: INDENTED, then: 'dotnet' },
    { after: ['log'], line: QUALIFIED, then: 'exception' },
    ...frames,
    { after: [...PLAIN, ...TRACE], line: /^[\t ]*---> /, then: 'exception' },
    { after: TRACE, line: /^[\t ]*--- End of /, then: 'frames' },
    { after: ['exception'], line: QUALIFIED, then: 'exception' },
  ],
}

export const LANGUAGES: Readonly<Record<Language, Preset>> = { java, python, node, go, ruby, php, dotnet }

/** The rules of one language, or those of each. */
export function presetsOf(name: PresetName): readonly Preset[] {
  return name === 'auto' ? Object.values(LANGUAGES) : [LANGUAGES[name]]
}
