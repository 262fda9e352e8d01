/** CPU seconds of this process, its helper threads included, while `act` runs: what else the machine does is not in them. */
export function cpuSeconds(act: () => void): number {
  const start = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}
