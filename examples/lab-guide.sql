-- 실시간 집계 쿼리 예시
CREATE STREAM aggregated_logs AS 
SELECT 
    log_type,
    COUNT(*) as event_count,
    COUNT(DISTINCT ip_address) as unique_ips,
    AVG(response_size) as avg_response_size
FROM SOURCE_SQL_STREAM_001
WHERE log_type IS NOT NULL
GROUP BY log_type, 
         ROWTIME RANGE INTERVAL '1' MINUTE;
