import type { multiline as english } from '../en/multiline.ts'

/** Korean sentences about lines that are joined to events. */
export const multiline: typeof english = {
  ofNothing: (presets) =>
    `어느 줄들이 한 이벤트인지 정해지지 않았습니다. 프리셋(${presets.join(', ')})이나 패턴을 주십시오. 예: --multiline-preset java`,
  unknownPreset: (written, presets) =>
    `여러 줄 프리셋 "${written}"은(는) 없습니다. 다음 중에서 고르십시오: ${presets.join(', ')}`,
  containerOnly: (types) =>
    `여러 줄 프리셋 "container"는 컨테이너 런타임이 나눈 줄을 다시 묶습니다. 형식 ${types.join(', ')}에만 쓸 수 있습니다.`,
  matchNeedsPattern: (match) =>
    `여러 줄 match "${match}"은(는) 패턴에 맞는 줄이 무엇인지를 정하는데, 패턴이 없습니다. --multiline-pattern이나 "multiline" 안의 "pattern"을 주십시오.`,
  unknownMatch: (written, matches) =>
    `여러 줄 match "${written}"을(를) 알 수 없습니다. 다음 중에서 고르십시오: ${matches.join(', ')}`,
  badMaxLines: (written) =>
    `--multiline-max-lines "${written}"은(는) 줄 수가 아닙니다. 1부터 100000까지 쓰십시오.`,
  examples: {
    preset: '프로그램이 쓰는 로그의 이벤트와 스택 트레이스를 레코드 하나로',
    pattern: '날짜로 시작하는 줄마다 이벤트가 시작되고, 나머지 줄은 그 이벤트에 속함',
  },
}
