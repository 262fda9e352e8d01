/** What a byte means inside text: 0 is copied as it is. The classes are bits, so that a field can collect them. */
export const QUOTE = 1
export const BACKSLASH = 2
/** Below 0x20: needs an escape in JSON. */
export const CONTROL = 4
/** 0x80 and up: part of a UTF-8 sequence, or damage. */
export const HIGH = 8

export const BYTE_CLASS: Uint8Array = classes()

function classes(): Uint8Array {
  const table = new Uint8Array(256)
  table.fill(CONTROL, 0, 0x20)
  table.fill(HIGH, 0x80)
  table[0x22] = QUOTE
  table[0x5c] = BACKSLASH
  return table
}

/** Bytes of an address or a host name, as servers write them: `fe80::1%eth0`, `[::1]:443`, `my_host.local`, `unix:`. */
export const ADDRESS_BYTE: Uint8Array = set(
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:_-%[]/@*',
)

/** Bytes of a request method: the registered ones are upper case, some with a hyphen (`M-SEARCH`). */
export const METHOD_BYTE: Uint8Array = set('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_')

function set(members: string): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < members.length; i++) table[members.charCodeAt(i)] = 1
  return table
}

/** Value of a hexadecimal digit, 255 for any other byte. */
export const HEX_VALUE: Uint8Array = hexValues()

function hexValues(): Uint8Array {
  const table = new Uint8Array(256).fill(255)
  for (let value = 0; value < 16; value++) {
    const digit = value.toString(16)
    table[digit.charCodeAt(0)] = value
    table[digit.toUpperCase().charCodeAt(0)] = value
  }
  return table
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}
