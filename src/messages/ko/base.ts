import type { base as english } from '../en/base.ts'

/** Korean sentences of `base`. */
export const base: typeof english = {
  badDuration: (written) =>
    `"${written}"은(는) 시간 길이가 아닙니다. 500ms, 20s, 5m, 2h, 1d처럼 숫자와 단위를 쓰십시오.`,
  durationOutOfRange: (written, least, most) =>
    `"${written}"은(는) 범위를 벗어났습니다. ${least} 이상 ${most} 이하로 쓰십시오.`,
  badSize: (written) => `"${written}"은(는) 크기가 아닙니다. 500B, 64KiB, 1MiB처럼 숫자와 단위를 쓰십시오.`,
  /** What the system answered, by its code; a code that is not here is shown as it is. */
  systemWords: {
    ENOENT: '파일이 없습니다',
    EACCES: '권한이 없습니다',
    EISDIR: '폴더입니다',
    ENOTDIR: '경로 중간에 폴더가 아닌 것이 있습니다',
  },
}
