import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where the tests are that take longest: they begin first, so that none of them is left over while everything else is done. */
const LONGEST = ['/test/chaos/', '/test/e2e/', '/test/browser/', '/test/wounds/', '/src/sink/', '/src/query/']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((folder) => moduleId.includes(folder))
      return found < 0 ? LONGEST.length : found
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Two cores, and tests start processes of their own. A third worker uses the time in which the others wait for those.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './test/summary-reporter.ts'],
    // A machine that does other work beside three workers takes its time; what hangs is found all the same.
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
})

export default config
