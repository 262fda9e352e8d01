import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'vite'

/** The page, built into `dist/web`, from where `src/serve/page.ts` serves it. */
const config: UserConfig = defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: scripts or styles, and small files are better cached than repeated.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:7788' } },
  logLevel: 'warn',
})

export default config
