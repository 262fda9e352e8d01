-- Doubles never get in: the event id is the key. SQLite and PostgreSQL; with MERGE elsewhere.
-- `batch` holds what was just read, columns as in view.sql; a batch may be loaded again after a crash.
CREATE TABLE IF NOT EXISTS loaded (event_id TEXT PRIMARY KEY, record TEXT NOT NULL);

INSERT INTO loaded (event_id, record)
SELECT event_id, record
FROM batch
WHERE event_id IS NOT NULL
ON CONFLICT (event_id) DO NOTHING;

-- The lines of one file in the order of the file: the first half of the id names it, the second is the offset.
CREATE VIEW IF NOT EXISTS in_file_order AS
SELECT
  SUBSTR(event_id, 1, 16) AS generation,
  CAST(SUBSTR(event_id, 18) AS BIGINT) AS line_offset,
  record
FROM loaded
ORDER BY generation, line_offset;
