import type { Credentials } from './access.ts'

/** As whom requests are signed: nothing in it is secret. */
export interface Identity {
  readonly accessKeyId: string
  /** True where the keys are for a while only (a role, SSO). */
  readonly temporary: boolean
  /** When they end, where that is known. */
  readonly expiration: Date | undefined
  readonly accountId: string | undefined
  /** What found them; undefined where the SDK does not say. */
  readonly source: CredentialSource | undefined
}

/** The ways to credentials, from the SDK's names of them in `$source` of what its providers return. */
const SOURCES = {
  CREDENTIALS_ENV_VARS: 'environment',
  CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN: 'web_identity',
  CREDENTIALS_STS_ASSUME_ROLE_WEB_ID: 'web_identity',
  CREDENTIALS_STS_ASSUME_ROLE: 'role',
  CREDENTIALS_PROFILE: 'profile',
  CREDENTIALS_PROFILE_SOURCE_PROFILE: 'role',
  CREDENTIALS_PROFILE_NAMED_PROVIDER: 'role',
  CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN: 'web_identity',
  CREDENTIALS_PROFILE_SSO: 'sso',
  CREDENTIALS_PROFILE_SSO_LEGACY: 'sso',
  CREDENTIALS_SSO: 'sso',
  CREDENTIALS_SSO_LEGACY: 'sso',
  CREDENTIALS_PROFILE_LOGIN: 'login',
  CREDENTIALS_LOGIN: 'login',
  CREDENTIALS_PROFILE_PROCESS: 'process',
  CREDENTIALS_PROCESS: 'process',
  CREDENTIALS_HTTP: 'container',
  CREDENTIALS_IMDS: 'instance',
  CREDENTIALS_CODE: 'local',
} as const
export type CredentialSource = (typeof SOURCES)[keyof typeof SOURCES]

/** What the SDK's providers tell beside the keys. */
type Found = Credentials & {
  readonly expiration?: Date | undefined
  readonly accountId?: string | undefined
  readonly $source?: Readonly<Record<string, unknown>> | undefined
}

export function identityOf(found: Found): Identity {
  const names = Object.keys(found.$source ?? {})
  // A role of a profile is named beside the profile that it was taken from: the role is who calls.
  const sources = names.flatMap((name) => SOURCES[name as keyof typeof SOURCES] ?? [])
  return {
    accessKeyId: found.accessKeyId,
    temporary: found.sessionToken !== undefined,
    expiration: found.expiration,
    accountId: found.accountId,
    source: sources.find((source) => source === 'role') ?? sources[0],
  }
}

/** An access key id for people: enough to know it by. Those of AWS have 20 characters. */
export function shortKey(accessKeyId: string): string {
  return accessKeyId.length > 12 ? `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}` : accessKeyId
}
