import type { Command } from 'commander'
import { openKinesis } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { parseDuration } from '../base/units.ts'
import { type LoadedSettings, loadSettings } from '../config/load.ts'
import { SETTING_NAMES } from '../config/schema.ts'
import { newSeen } from '../doctor/check.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { text } from '../messages/messages.ts'
import { findingText, nameOf, totalText } from './doctor-report.ts'
import { endOnSignal } from './end-on-signal.ts'
import { awsOptions, newCommand } from './frame.ts'
import { givenSettings, withSettings } from './setting-flags.ts'
import { painter, wantsColor } from './terminal-text.ts'

interface Flags {
  readonly config?: string
  readonly measure: string
}

/** `kinetail doctor`: takes whatever `kinetail stream` takes, so that the one word in a command line can be put for the other. */
export function command(): Command {
  const words = text.doctor
  const command = newCommand('kinetail doctor', words.description, [
    [
      `kinetail doctor --stream-name log-streaming-demo --region us-east-1 --log-files "$LOG_CONFIG"`,
      words.examples.guide,
    ],
    ['kinetail doctor --config kinetail.yaml --json', words.examples.config],
    ['sudo -u kinetail kinetail doctor --config /etc/kinetail.yaml', words.examples.user],
    ['kinetail doctor', words.examples.alone],
  ])
  // Its own words for --json: what is printed is no statistics.
  const settings = SETTING_NAMES.filter((name) => name !== 'json')
  return withSettings(command, settings)
    .argument('[stream]', text.cli.streamArgument)
    .option('--config <file>', text.pipeline.configOption)
    .option('--json', text.cli.jsonOption)
    .option('--measure <duration>', words.measureOption, '2s')
    .action(async (named: string | undefined, flags: Flags) => {
      const given = givenSettings(command)
      const flag = given.stream_name as string | undefined
      if (named !== undefined && flag !== undefined && flag !== named)
        throw new KinetailError('usage', text.reader.twoStreams(named, flag))
      const measureMs = parseDuration(flags.measure)
      const loaded = await loadSettings(
        named === undefined ? given : { ...given, stream_name: named },
        process.env,
        flags.config,
      )
      process.exitCode = await run(loaded, measureMs)
    })
}

async function run({ settings, origins }: LoadedSettings, measureMs: number): Promise<number> {
  const ending = new AbortController()
  const unhook = endOnSignal(ending)
  const progress = doctorProgress(process.stderr)
  const kinesis = settings.local
    ? undefined
    : await openKinesis({
        ...awsOptions({
          ...(settings.region === undefined ? {} : { region: settings.region }),
          ...(settings.endpoint_url === undefined ? {} : { endpointUrl: settings.endpoint_url }),
          ...(settings.profile === undefined ? {} : { profile: settings.profile }),
        }),
        requestTimeoutMs: settings.request_timeout,
      })
  const paint = painter(wantsColor(process.stdout, process.env))
  const findings: Finding[] = []
  try {
    const context = {
      settings,
      origins,
      environment: process.env,
      kinesis,
      measureMs,
      signal: ending.signal,
      seen: newSeen(),
    }
    for await (const finding of examine(context, (check) => progress.say(nameOf(check)))) {
      findings.push(finding)
      progress.end()
      process.stdout.write(settings.json ? `${JSON.stringify(finding)}\n` : findingText(finding, paint))
    }
    progress.end()
    // Half an examination clears nothing: whoever ended it knows.
    if (ending.signal.aborted) return Number(process.exitCode)
    if (!settings.json) process.stdout.write(totalText(findings, paint))
    return findings.some(({ status }) => status === 'failed') ? 3 : 0
  } finally {
    progress.end()
    kinesis?.close()
    unhook()
  }
}

/** What is being looked at, in place on a terminal; a pipe and a log need none of it. */
function doctorProgress(out: NodeJS.WriteStream): { say(check: string): void; end(): void } {
  let open = false
  return {
    say(check) {
      if (!out.isTTY || process.env['TERM'] === 'dumb') return
      out.write(`\r\u001b[K${text.doctor.running(check)}`)
      open = true
    },
    end() {
      if (open) out.write('\r\u001b[K')
      open = false
    },
  }
}
