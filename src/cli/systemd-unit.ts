/**
 * A unit for systemd(5) that runs the agent with a configuration: restarted when it fails, stopped by SIGTERM, with time to drain.
 * @param program how kinetail is started: program and first words
 */
export function systemdUnit(program: readonly string[], configFile: string): string {
  const start = [...program, 'stream', '--config', configFile].map(systemdWord).join(' ')
  return `[Unit]
Description=kinetail: log files to Amazon Kinesis Data Streams
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${start}
Environment=XDG_STATE_HOME=/var/lib
StateDirectory=kinetail
Restart=on-failure
RestartSec=5s
TimeoutStopSec=40s
ProtectSystem=full
PrivateTmp=true
NoNewPrivileges=true

[Install]
WantedBy=multi-user.target
`
}

/** systemd.service(5): quotes around a word with spaces; a percent sign and a dollar are doubled. */
function systemdWord(word: string): string {
  const doubled = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /[\s"'\\;]/.test(doubled) ? `"${doubled.replace(/(["\\])/g, '\\$1')}"` : doubled
}
