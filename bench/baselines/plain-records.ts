/** What one writes first: a regular expression and JSON.stringify. Reads less than kinetail does, and leaves out what it does not match. */
const COMBINED =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (.*?) (\S+)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/
const TIME = /^(\d+)\/(\w+)\/(\d+):(\S+) (\S+)$/

export interface PlainRecord {
  readonly ip_address: string
  readonly timestamp: string
}

export function accessRecord(line: string): PlainRecord | undefined {
  const match = COMBINED.exec(line)
  if (!match) return undefined
  const [, ip_address, time, method, path, protocol, status, size, referer, user_agent] = match
  const [, day, month, year, clock, offset] = TIME.exec(time!)!
  return {
    timestamp: new Date(`${day} ${month} ${year} ${clock} ${offset}`).toISOString(),
    ip_address: ip_address!,
    ...{ method, path, protocol },
    status_code: Number(status),
    response_size: size === '-' ? 0 : Number(size),
    referer: referer === '-' ? null : referer,
    user_agent: user_agent === '-' ? null : user_agent,
    log_type: 'apache_access',
  } as PlainRecord
}

export function applicationRecord(line: string): object {
  return { ...(JSON.parse(line) as object), log_type: 'application' }
}
