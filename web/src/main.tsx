import { render } from 'preact'
import { App } from './app.tsx'
import { firstLanguage, speak } from './language.ts'
import { followAddress } from './link.ts'
import { openLive } from './live.ts'
import { applyTheme } from './theme.ts'
import './style.css'

applyTheme()
followAddress()
await speak(firstLanguage())
openLive()
render(<App />, document.getElementById('app')!)
