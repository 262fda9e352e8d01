#!/usr/bin/env node
import module from 'node:module'

// Node 22.1 and later keep what they compiled for the next start; before, the method is not there.
module.enableCompileCache?.()
await import('../dist/bundle/main.js')
