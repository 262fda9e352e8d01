import { remember, remembered } from './memory.ts'
import { type Store, store } from './store.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const theme: Store<Theme> = store(THEMES.find((one) => one === remembered('theme')) ?? 'auto')

export function applyTheme(): void {
  const show = (): void => {
    const chosen = theme.get()
    if (chosen === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = chosen
    remember('theme', chosen)
  }
  show()
  theme.subscribe(show)
}

/** Whether the page is dark now, chosen or by the system. */
export function isDark(): boolean {
  const chosen = theme.get()
  return chosen === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark'
}
