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

/** A line that `line` matches belongs to an event whose last line was one of `after`, and the event is in `to` from there on. */
export interface Rule {
  readonly after: readonly State[]
  readonly line: RegExp
  readonly to: State
}

/** A first line that `line` matches leaves its event in `to`. The first that matches counts. */
export type Opening = Pick<Rule, 'line' | 'to'>

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
  { after: [...PLAIN, ...TRACE, 'jul'], line: FRAME, to: 'frames' },
  { after: TRACE, line: INDENTED, to: 'frames' },
  // Between a message of several lines and its frames.
  { after: ['exception'], line: BLANK, to: 'exception' },
]

const java: Preset = {
  openings: [
    // java.util.logging writes an event in two lines: the second has the level.
    { line: /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M /, to: 'jul' },
    { line: QUALIFIED, to: 'exception' },
    { line: NAMED_WITHIN, to: 'exception' },
  ],
  rules: [
    { after: ['jul'], line: /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): /, to: 'log' },
    { after: ['log'], line: QUALIFIED, to: 'exception' },
    ...frames,
    {
      after: [...PLAIN, ...TRACE],
      line: /^[\t ]*(?:Caused by|Suppressed|Wrapped by|Causing): /,
      to: 'exception',
    },
    { after: [...PLAIN, ...TRACE], line: /^[\t ]*\.{3} \d+ (?:more|common frames omitted)/, to: 'frames' },
    { after: TRACE, line: /^[\t ]*nested exception is:/, to: 'exception' },
    // The name follows that on a line of its own.
    { after: ['exception'], line: QUALIFIED, to: 'exception' },
  ],
}

const TRACEBACK = /^[\t ]*Traceback \(most recent call last\):[\t ]*$/
/** A group of exceptions is drawn as a tree. */
const GROUP = /^[\t ]*\+ Exception Group Traceback \(most recent call last\):/

const python: Preset = {
  openings: [
    { line: GROUP, to: 'pythonGroup' },
    { line: /Traceback \(most recent call last\):[\t ]*$/, to: 'python' },
    // A syntax error has no calls above it.
    { line: /^ {2}File "[^"]*", line \d+/, to: 'python' },
  ],
  rules: [
    { after: ['log', 'pythonNext'], line: TRACEBACK, to: 'python' },
    { after: ['log', 'pythonNext'], line: GROUP, to: 'pythonGroup' },
    { after: ['pythonGroup'], line: /^[\t ]+[|+]/, to: 'pythonGroup' },
    { after: ['python'], line: INDENTED, to: 'python' },
    // The message may have several lines.
    { after: ['pythonEnd'], line: /^[\t ]+(?!\+ Exception Group )[^\t ]/, to: 'pythonEnd' },
    { after: ['python'], line: /^(?:[A-Za-z_][\w<>]*\.)*[A-Za-z_]\w*(?::|$)/, to: 'pythonEnd' },
    { after: ['pythonEnd', 'pythonNext'], line: BLANK, to: 'pythonNext' },
    {
      after: ['pythonEnd', 'pythonNext'],
      line: /^[\t ]*(?:\| )?(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)/,
      to: 'pythonNext',
    },
  ],
}

const NODE_ERROR = /^(?:Uncaught )?(?:[\w$]+\.)*[\w$]*(?:Error|Exception)(?: \[[^\]]*\])?(?::|$)/

const node: Preset = {
  openings: [
    // An uncaught error begins with the place and the line of code.
    { line: /^(?:node:|file:|\/|[A-Za-z]:[\\/])[^\s].*:\d+$/, to: 'nodePlace' },
    { line: NODE_ERROR, to: 'exception' },
    { line: NAMED_WITHIN, to: 'exception' },
  ],
  rules: [
    { after: ['log'], line: NODE_ERROR, to: 'exception' },
    ...frames,
    { after: ['nodePlace'], line: /\S/, to: 'nodeCode' },
    { after: ['nodeCode'], line: /^[\t ]*\^+[\t ]*$/, to: 'nodeCaret' },
    { after: ['nodeCaret'], line: BLANK, to: 'nodeCaret' },
    { after: ['nodeCaret'], line: /\S/, to: 'exception' },
    // Properties of the error are listed in braces.
    { after: TRACE, line: /^\}$/, to: 'frames' },
    { after: ['frames', 'nodeEnd'], line: BLANK, to: 'nodeEnd' },
    { after: ['frames', 'nodeEnd'], line: /^Node\.js v\d/, to: 'nodeEnd' },
  ],
}

const GOROUTINE = /^goroutine (?:\d+|running)[^:]*:?$/

const go: Preset = {
  openings: [
    {
      line: /\bpanic: |^fatal error: |http: panic serving|^unexpected fault address|^SIG[A-Z]+: /,
      to: 'goPanic',
    },
    { line: GOROUTINE, to: 'goFunction' },
  ],
  rules: [
    { after: ['goPanic', 'goGap'], line: BLANK, to: 'goGap' },
    {
      after: ['goPanic'],
      line: /^(?:\[signal |\s+panic: |panic: |fatal error: |runtime: |PC=)/,
      to: 'goPanic',
    },
    {
      after: [...PLAIN, 'goPanic', 'goGap', 'goFunction'],
      line: GOROUTINE,
      to: 'goFunction',
    },
    { after: ['goPanic', 'goGap'], line: /^runtime stack:$/, to: 'goFunction' },
    { after: ['goFunction'], line: /^(?:created by |[^\s(]+\()/, to: 'goPlace' },
    { after: ['goFunction'], line: /^\.{3}(?:additional|\d+) .*frames elided/, to: 'goFunction' },
    { after: ['goPlace'], line: INDENTED, to: 'goFunction' },
    { after: ['goFunction'], line: BLANK, to: 'goGap' },
    // Registers, after a signal.
    { after: ['goGap'], line: /^(?:r|e)\w{1,5} +0x[0-9a-f]+$/, to: 'goGap' },
    { after: ['goGap', 'goFunction'], line: /^exit status \d+$/, to: 'goGap' },
  ],
}

/** A place in a Ruby program; behind it stands the message, where the exception is told. */
const RUBY_ERROR = /^\S.*:\d+:in [`'].*': /
const RUBY_FRAME = /^\S+:\d+:in [`'][^']*'$/

const ruby: Preset = {
  openings: [
    { line: RUBY_ERROR, to: 'ruby' },
    { line: /^Traceback \(most recent call last\):$/, to: 'rubyReverse' },
    { line: /^[A-Z]\w*(?:::[A-Z]\w*)* \(.*\):?$/, to: 'rails' },
  ],
  rules: [
    { after: [...PLAIN, 'ruby', 'rubyFrames'], line: /^[\t ]+(?:\d+: )?from \S/, to: 'rubyFrames' },
    // Before 3.0 the last call came last, as Python has it, and the exception behind it.
    { after: ['rubyReverse'], line: /^[\t ]+\d+: from \S/, to: 'rubyReverse' },
    { after: ['rubyReverse'], line: RUBY_ERROR, to: 'ruby' },
    { after: ['ruby', 'rails'], line: INDENTED, to: 'ruby' },
    { after: ['ruby', 'rails'], line: BLANK, to: 'rails' },
    { after: ['ruby', 'rails', 'rubyFrames'], line: /^Did you mean\?/, to: 'ruby' },
    { after: ['log', 'ruby', 'rails', 'rubyFrames'], line: RUBY_FRAME, to: 'rubyFrames' },
    { after: ['ruby', 'rails', 'rubyFrames'], line: /^Causes?:$/, to: 'rails' },
  ],
}

const PHP_FRAME = /^#\d+ /

const php: Preset = {
  openings: [{ line: /^(?:PHP )?(?:Fatal error|Uncaught )|Uncaught \S+: /, to: 'phpNext' }],
  rules: [
    { after: [...PLAIN, 'phpNext', 'php'], line: /^(?:PHP )?Stack trace:$/, to: 'php' },
    { after: [...PLAIN, 'phpNext', 'php'], line: /^\[(?:stacktrace|previous exception)\]/, to: 'php' },
    { after: ['php', 'phpNext', 'log'], line: PHP_FRAME, to: 'php' },
    { after: ['php', 'phpNext'], line: BLANK, to: 'php' },
    { after: ['php'], line: /^Next \S/, to: 'phpNext' },
    { after: ['php', 'phpNext'], line: /^[\t ]+thrown in /, to: 'phpEnd' },
    // Laravel closes the JSON that it began in the first line.
    { after: ['php'], line: /^"\}[\t ]*$/, to: 'phpEnd' },
    // On the command line each line of a trace has a time of its own.
    {
      after: [...PLAIN, 'phpNext', 'php'],
      line: /^\[[^\]]*\] PHP (?:Stack trace:| {1,3}\d+\. )/,
      to: 'php',
    },
  ],
}

const dotnet: Preset = {
  openings: [
    // The console logger writes the level and the category, and the message below, indented.
    { line: /^(?:trce|dbug|info|warn|fail|crit): /, to: 'dotnet' },
    { line: /^Unhandled [Ee]xception[.:]/, to: 'exception' },
    { line: QUALIFIED, to: 'exception' },
    { line: NAMED_WITHIN, to: 'exception' },
  ],
  rules: [
    { after: ['dotnet'], line: INDENTED, to: 'dotnet' },
    { after: ['log'], line: QUALIFIED, to: 'exception' },
    ...frames,
    { after: [...PLAIN, ...TRACE], line: /^[\t ]*---> /, to: 'exception' },
    { after: TRACE, line: /^[\t ]*--- End of /, to: 'frames' },
    { after: ['exception'], line: QUALIFIED, to: 'exception' },
  ],
}

export const LANGUAGES: Readonly<Record<Language, Preset>> = { java, python, node, go, ruby, php, dotnet }

/** The rules of one language, or those of each. */
export function presetsOf(name: PresetName): readonly Preset[] {
  return name === 'auto' ? Object.values(LANGUAGES) : [LANGUAGES[name]]
}
