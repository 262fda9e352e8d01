-- Each event once: the first arrival of each event id. Standard SQL (SQLite 3.25, PostgreSQL, DuckDB, Athena, Redshift, Snowflake).
-- Expects a table or an external table `arrivals` with one row for each event that was read from the stream:
--   event_id (text), sequence_number (text of digits: the longer one is the later), sub_sequence (number), record (text).
CREATE VIEW events AS
SELECT event_id, record
FROM (
  SELECT
    event_id,
    record,
    ROW_NUMBER() OVER (
      PARTITION BY event_id
      ORDER BY LENGTH(sequence_number), sequence_number, sub_sequence
    ) AS nth
  FROM arrivals
  WHERE event_id IS NOT NULL
) AS numbered
WHERE nth = 1;
