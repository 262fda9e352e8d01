import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { Destination } from '../../aws/access.ts'
import { connectionRemedy, UNTRUSTED } from '../../aws/remedy.ts'
import { messageOf, systemCode } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { Check, Context } from '../check.ts'
import { type Fact, type Found, failed, fine, skipped, warning } from '../finding.ts'
import { portOf } from './connection.ts'

const HANDSHAKE_MS = 5000
/** A certificate that ends so soon is worth a word, in ms. */
const SOON_MS = 14 * 86_400_000

/** Whether the endpoint's certificate is trusted, in force and for its name. */
export const tls: Check = {
  name: 'tls',
  needs: ['service'],
  async run(context) {
    return [await look(context)]
  },
}

async function look({ seen, environment }: Context): Promise<Found> {
  const words = text.doctor.tls
  const { destination } = seen
  if (destination === undefined || !seen.connected) return skipped(text.doctor.needs.connection)
  if (destination.protocol === 'http:') return skipped(words.plain)
  const place = `${destination.hostname}:${portOf(destination)}`
  let socket: TLSSocket
  try {
    socket = await shakeHands(destination)
  } catch (error) {
    const code = systemCode(error) ?? ''
    const cause = `${messageOf(error)}${code === '' ? '' : ` (${code})`}`
    return failed({ what: words.noHandshake(place), cause, fix: words.handshakeFix }, { place, code })
  }
  const certificate = socket.getPeerCertificate(true)
  const flaw = String((socket.authorizationError as unknown) ?? '')
  const protocol = socket.getProtocol()
  socket.destroy()
  const facts = { place, protocol, error: flaw || null, ...factsOf(certificate) }
  const unchecked = environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
  seen.trusted = flaw === '' || unchecked
  if (unchecked)
    return warning(
      { what: words.unchecked(place), cause: words.uncheckedCause, fix: words.uncheckedFix },
      facts,
    )
  if (flaw !== '')
    return failed({ what: words.refused(place), ...reasons(flaw, certificate, environment) }, facts)
  const left = Date.parse(certificate.valid_to) - Date.now()
  if (left < SOON_MS)
    return warning({ what: words.endsSoon(place, certificate.valid_to), fix: words.renew }, facts)
  return fine(words.fine(place, issuerOf(certificate), certificate.valid_to), facts)
}

/** Looks at the certificate whatever it is: nothing is sent over this connection. */
function shakeHands(destination: Destination): Promise<TLSSocket> {
  const { hostname } = destination
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port: portOf(destination),
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false,
      timeout: HANDSHAKE_MS,
    })
    socket.once('secureConnect', () => resolve(socket))
    socket.once('timeout', () => socket.destroy(new Error(text.aws.noAnswer(HANDSHAKE_MS))))
    socket.on('error', reject)
  })
}

export function reasons(
  flaw: string,
  certificate: PeerCertificate,
  environment: Context['environment'],
): { cause: string; fix: string } {
  const fix = connectionRemedy(flaw, '') ?? text.aws.remedies.trust
  return { cause: causeOf(flaw, certificate, environment), fix }
}

function causeOf(flaw: string, certificate: PeerCertificate, environment: Context['environment']): string {
  const words = text.doctor.tls
  if (UNTRUSTED.has(flaw)) {
    const extra = environment['NODE_EXTRA_CA_CERTS']
    const given = extra ? ` ${words.extraGiven(extra, existsSync(extra))}` : ''
    return `${words.untrusted(issuerOf(certificate), flaw)}${given}`
  }
  if (flaw === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return words.otherName(String(certificate.subjectaltname ?? certificate.subject?.CN ?? '?'))
  if (flaw === 'CERT_HAS_EXPIRED') return words.expired(certificate.valid_to)
  return flaw === 'CERT_NOT_YET_VALID' ? words.notYet(certificate.valid_from) : flaw
}

function issuerOf({ issuer }: PeerCertificate): string {
  const name = issuer?.CN ?? issuer?.O
  return name === undefined ? '?' : String(name)
}

function factsOf(certificate: PeerCertificate): Readonly<Record<string, Fact>> {
  return {
    issuer: issuerOf(certificate),
    names: certificate.subjectaltname ?? null,
    valid_from: certificate.valid_from ?? null,
    valid_to: certificate.valid_to ?? null,
  }
}
