-- Flink SQL (1.15 and newer; Managed Service for Apache Flink): the first arrival of each event id, as Flink's own deduplication
-- pattern has it, which keeps one row of state for each id. How long an id is remembered: longer than the sender may be down.
SET 'table.exec.state.ttl' = '24 h';

CREATE TABLE arrivals (
  `timestamp` STRING,
  log_type STRING,
  ip_address STRING,
  path STRING,
  status_code INT,
  host STRING,
  event_id STRING,
  arrived_at AS PROCTIME()
) WITH (
  'connector' = 'kinesis',
  'stream' = 'log-streaming-demo',
  'aws.region' = 'us-east-1',
  'scan.stream.initpos' = 'TRIM_HORIZON',
  'format' = 'json'
);

CREATE VIEW events AS
SELECT `timestamp`, log_type, ip_address, path, status_code, host, event_id
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY arrived_at ASC) AS nth
  FROM arrivals
  WHERE event_id IS NOT NULL
)
WHERE nth = 1;
