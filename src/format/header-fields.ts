import type { Field } from './format-part.ts'

/**
 * Names after which a value is one word: identifiers, numbers, addresses, names of hosts and protocols, URLs (RFC 9110 and 3986 let no
 * space into any of them). Every other header may be a sentence.
 */
const ONE_WORD =
  /(?:^|_)(?:id|ids|uid|uuid|ip|host|port|proto|protocol|scheme|method|length|size|time|status|uri|url|referer|origin|version|code|country|region|key|trace|traceparent|span|sampled|age|etag|upgrade|connection|location|backend|pool|token|hash|type_options|zone|edge|server_name)$/

/** A header's value as text under `name`. */
export function headerText(name: string): Field {
  return { name, reading: 'text', writing: 'text', ...(ONE_WORD.test(name) ? {} : { spaces: true }) }
}

/** What TLS libraries write of certificates: a name such as `CN=Jane Doe,O=Example` or a time has spaces. */
export function mayHoldSpaces(variable: string): { readonly spaces?: true } {
  return /dn|_v_(?:start|end|remain)|errstr|_(?:cn|o|ou|cert|chain)(?:_|$)/i.test(variable)
    ? { spaces: true }
    : {}
}
