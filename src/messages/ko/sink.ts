import type { sink as english } from '../en/sink.ts'

/** Korean sentences of `sink`. */
export const sink: typeof english = {
  keepsTrying: (reason, since) =>
    since === undefined
      ? `${reason}. 잃는 것은 없습니다. 파일은 기다리고 kinetail은 계속 시도합니다.`
      : `${since}부터 아무 레코드도 받아들여지지 않았습니다. kinetail은 계속 시도합니다. ${reason}`,
  works: (after) => `${after} 만에 레코드가 다시 받아들여집니다.`,
  noStreamNow: (stream, region) =>
    `${region}에 스트림 ${stream}이(가) 없습니다. \`kinetail streams create ${stream} --region ${region} --wait\`로 만드십시오`,
  noneAccepted: (reason) => `서비스가 레코드를 하나씩 거부하고 있습니다 (${reason})`,
  wrongAnswer: (sent, got) =>
    `PutRecords에 항목 ${sent}개를 보냈는데 ${got}개에 대해서만 답했습니다. 이 엔드포인트는 Kinesis API를 쓰지 않습니다`,
  tooLarge: (bytes, limit) =>
    `레코드가 파티션 키까지 ${bytes}바이트인데 스트림은 ${limit}바이트까지 받습니다`,
  refusedBecause: (reason) => `거부됨: ${reason}`,
  lanesChanged: (before, after) =>
    `스트림의 열린 샤드가 ${before}개에서 ${after}개로 바뀌었습니다. kinetail이 따라갑니다.`,
  distributesItself: (stream, packedAggregates) =>
    `스트림 ${stream}이(가) 이제 레코드를 스스로 분배합니다(AUTO). 파티션 키 안의 순서가 유지되지 않습니다.` +
    (packedAggregates
      ? ' Amazon의 라이브러리는 그런 스트림의 KPL 묶음을 버리므로 이제부터 한 줄을 레코드 하나로 보냅니다.'
      : ''),
  zstdMissing: (version) =>
    `이 Node(${version})에는 zstd가 없습니다. Node 22.15, 23.8 이상을 쓰거나 gzip을 쓰십시오.`,
  noShards: (stream) =>
    `스트림 ${stream}에 열린 샤드가 없습니다. ACTIVE가 될 때까지 기다리십시오 (\`kinetail streams wait ${stream}\`).`,
  deadLetterLeft: (file, offset, reason) =>
    `${file}의 오프셋 ${offset}에 있는 줄을 데드레터 파일에 쓰지 못했습니다 (${reason}). 다음에 시작할 때 다시 읽습니다.`,
  deadLetterFails: (path, reason, since) =>
    `데드레터 파일 ${path}에 ${since === undefined ? '' : `${since}부터 `}쓸 수 없습니다 (${reason}). ` +
    '파싱되지 않은 줄과 그 체크포인트는 기다립니다. 공간을 만들거나 권한을 고치거나 --dead-letter로 다른 파일을 지정하십시오.',
  deadLetterWorks: (path, after) => `${after} 만에 데드레터 파일 ${path}에 다시 쓸 수 있습니다.`,
  deadLettersDropped: (path, size) =>
    `데드레터 파일 ${path}이(가) 다시 ${size}에 이르러 ${path}.1의 내용이 새 내용으로 바뀌었습니다.`,
  deadLetterClosed: '데드레터 파일이 닫혔습니다',
}
