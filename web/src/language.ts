import { web as en } from '../../src/messages/en/web.ts'
import { remember, remembered } from './memory.ts'
import { type Store, store } from './store.ts'

export type Language = 'en' | 'ko'
export type Messages = typeof en

interface Spoken {
  readonly language: Language
  readonly text: Messages
}

/** The language in use and its sentences. Korean is loaded when it is wanted. */
export const spoken: Store<Spoken> = store<Spoken>({ language: 'en', text: en })

export async function speak(language: Language): Promise<void> {
  const text: Messages = language === 'ko' ? (await import('../../src/messages/ko/web.ts')).web : en
  document.documentElement.lang = language
  spoken.set({ language, text })
}

/** Speaks so from now on, in this browser. */
export async function choose(language: Language): Promise<void> {
  remember('language', language)
  await speak(language)
}

/** The language of the last time, or of the browser. */
export function firstLanguage(): Language {
  const before = remembered('language')
  if (before === 'en' || before === 'ko') return before
  return /^ko\b/i.test(navigator.language) ? 'ko' : 'en'
}
