import type { base as english } from '../en/base.ts'

/** Korean sentences of `base`. */
export const base: typeof english = {
  badDuration: (written) =>
    `"${written}"은(는) 시간 길이가 아닙니다. 500ms, 20s, 5m, 2h, 1d처럼 숫자와 단위를 쓰십시오.`,
  badSize: (written) => `"${written}"은(는) 크기가 아닙니다. 500B, 64KiB, 1MiB처럼 숫자와 단위를 쓰십시오.`,
}
