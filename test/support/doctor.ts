import { expect, vi } from 'vitest'
import { openKinesis } from '../../src/aws/client.ts'
import { loadSettings } from '../../src/config/load.ts'
import { type Context, newSeen } from '../../src/doctor/check.ts'
import { examine } from '../../src/doctor/examine.ts'
import type { CheckName, Finding } from '../../src/doctor/finding.ts'

/** The surroundings of a process without credentials, profile or region of the person who runs the tests. */
export function withoutAws(more: Readonly<Record<string, string>> = {}): void {
  for (const name of Object.keys(process.env)) if (/^(AWS_|KINETAIL_)/.test(name)) vi.stubEnv(name, undefined)
  const fixed = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  }
  for (const [name, value] of Object.entries({ ...fixed, ...more })) vi.stubEnv(name, value)
}

/** A context for these settings; whoever asks for one closes `kinesis`. */
export async function contextOf(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>> = {},
  measureMs = 0,
): Promise<Context> {
  const { settings, origins } = await loadSettings(flags, {})
  const kinesis = settings.local
    ? undefined
    : await openKinesis({
        ...(settings.region === undefined ? {} : { region: settings.region }),
        ...(settings.endpoint_url === undefined ? {} : { endpointUrl: settings.endpoint_url }),
      })
  const signal = new AbortController().signal
  return { settings, origins, environment, kinesis, measureMs, signal, seen: newSeen() }
}

/** All that the doctor finds. */
export async function findingsOf(...asked: Parameters<typeof contextOf>): Promise<Finding[]> {
  const context = await contextOf(...asked)
  const findings: Finding[] = []
  try {
    for await (const finding of examine(context)) findings.push(finding)
  } finally {
    context.kinesis?.close()
  }
  return findings
}

/** The only finding of a check. */
export function only(findings: readonly Finding[], check: CheckName): Finding {
  const mine = findings.filter((one) => one.check === check)
  expect(mine).toHaveLength(1)
  return mine[0]!
}
