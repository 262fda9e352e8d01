import { en } from './en/en.ts'

export type Language = 'en' | 'ko'
export type Messages = typeof en

/** The sentences in the language in use. A live binding: read it at the moment of saying, do not keep it. */
export let text: Messages = en
export let language: Language = 'en'

/** English is there from the start. Korean is loaded when it is wanted: nobody else waits for its files. */
export async function setLanguage(wanted: Language): Promise<void> {
  text = await messagesIn(wanted)
  language = wanted
}

/** The sentences in one language, whichever is in use: for whoever talks with several people. */
export async function messagesIn(wanted: Language): Promise<Messages> {
  return wanted === 'ko' ? (await import('./ko/ko.ts')).ko : en
}

/** Korean when the first of LC_ALL, LC_MESSAGES and LANG that is set names a Korean locale (POSIX order). */
export function languageOfLocale(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return /^ko(?:$|[_.@-])/i.test(locale) ? 'ko' : 'en'
}
