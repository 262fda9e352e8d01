let net: typeof import('node:net') | undefined

/** When it is asked for the first time: loading it takes longer than parsing a hundred lines, and most logs never ask. */
function loaded(): typeof import('node:net') {
  net ??= process.getBuiltinModule('node:net')
  return net
}

/** 4 or 6 for an IP address of that version, 0 for anything else. */
export const isIP = (text: string): number => loaded().isIP(text)
export const isIPv4 = (text: string): boolean => loaded().isIPv4(text)
export const isIPv6 = (text: string): boolean => loaded().isIPv6(text)
