-- run 20261124T020000Z of acme, for DuckDB
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "pinpoint_runs" (
  "run_id" VARCHAR NOT NULL,
  "account" VARCHAR,
  "previous_run_id" VARCHAR,
  "watermark" TIMESTAMP WITH TIME ZONE,
  "mode" VARCHAR,
  "complete" BOOLEAN,
  "finished_at" TIMESTAMP WITH TIME ZONE,
  "loaded_at" TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY ("run_id")
);
COMMENT ON COLUMN "pinpoint_runs"."run_id" IS 'Name of the run';
COMMENT ON COLUMN "pinpoint_runs"."account" IS 'Account that was exported';
COMMENT ON COLUMN "pinpoint_runs"."previous_run_id" IS 'Run before it, NULL for the first one';
COMMENT ON COLUMN "pinpoint_runs"."watermark" IS 'changed_at of every row that the run found new, changed or gone';
COMMENT ON COLUMN "pinpoint_runs"."mode" IS 'snapshot, changes or delta';
COMMENT ON COLUMN "pinpoint_runs"."complete" IS 'Whether everything that was requested could be read';
COMMENT ON COLUMN "pinpoint_runs"."finished_at" IS 'When the export ended';
COMMENT ON COLUMN "pinpoint_runs"."loaded_at" IS 'When the run was loaded here, the last time';
CREATE TABLE IF NOT EXISTS "things" (
  "id" VARCHAR NOT NULL,
  "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL,
  "remote_deleted_at" TIMESTAMP WITH TIME ZONE,
  "name" VARCHAR,
  "born_on" DATE,
  "amount" DECIMAL(38,9),
  "index" BIGINT,
  "open" BOOLEAN,
  "remote_data" JSON,
  PRIMARY KEY ("id")
);
ALTER TABLE "things" ADD COLUMN IF NOT EXISTS "remote_deleted_at" TIMESTAMP WITH TIME ZONE;
ALTER TABLE "things" ADD COLUMN IF NOT EXISTS "name" VARCHAR;
ALTER TABLE "things" ADD COLUMN IF NOT EXISTS "born_on" DATE;
ALTER TABLE "things" ADD COLUMN IF NOT EXISTS "amount" DECIMAL(38,9);
ALTER TABLE "things" ADD COLUMN IF NOT EXISTS "index" BIGINT;
ALTER TABLE "things" ADD COLUMN IF NOT EXISTS "open" BOOLEAN;
ALTER TABLE "things" ADD COLUMN IF NOT EXISTS "remote_data" JSON;
CREATE OR REPLACE TEMP TABLE incoming AS FROM "things" LIMIT 0;
INSERT INTO temp.incoming BY NAME SELECT
  "id",
  "changed_at",
  "remote_deleted_at",
  "name",
  "born_on",
  CASE WHEN regexp_matches("amount", '[0-9]{30}|[.][0-9]{10}')
      AND (SELECT typeof(max("amount")) FROM temp.incoming) LIKE 'DECIMAL%'
    THEN error('things.amount: a number has more than 29 digits before or nine after the point; make the column a VARCHAR or DOUBLE')
    ELSE "amount" END AS "amount",
  "index",
  "open",
  "remote_data"
  FROM read_csv(['/runs/run/things.00001.csv.gz', '/runs/run/things.00002.csv.gz'], header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false, max_line_size = 67108864, buffer_size = 67108864,
    compression = 'gzip', columns = { "id": 'VARCHAR', "changed_at": 'VARCHAR', "remote_deleted_at": 'VARCHAR', "name": 'VARCHAR', "born_on": 'VARCHAR', "amount": 'VARCHAR', "index": 'VARCHAR', "open": 'VARCHAR', "remote_data": 'VARCHAR' });
SET VARIABLE pinpoint_checked = (SELECT CASE WHEN count(*) <> 5 THEN
  error(concat('things: the files hold ', count(*), ' rows, the manifest lists 5')) END FROM temp.incoming);
MERGE INTO "things" AS t USING temp.incoming AS i ON t."id" = i."id"
  WHEN MATCHED AND i."changed_at" > t."changed_at" THEN UPDATE BY NAME
  WHEN NOT MATCHED THEN INSERT BY NAME;
DROP TABLE temp.incoming;
INSERT OR REPLACE INTO "pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z', now());
COMMIT;

-- run 20261124T020000Z of acme, for DuckDB
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "recruiting"."pinpoint_runs" (
  "run_id" VARCHAR NOT NULL,
  "account" VARCHAR,
  "previous_run_id" VARCHAR,
  "watermark" TIMESTAMP WITH TIME ZONE,
  "mode" VARCHAR,
  "complete" BOOLEAN,
  "finished_at" TIMESTAMP WITH TIME ZONE,
  "loaded_at" TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY ("run_id")
);
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."run_id" IS 'Name of the run';
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."account" IS 'Account that was exported';
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."previous_run_id" IS 'Run before it, NULL for the first one';
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."watermark" IS 'changed_at of every row that the run found new, changed or gone';
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."mode" IS 'snapshot, changes or delta';
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."complete" IS 'Whether everything that was requested could be read';
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."finished_at" IS 'When the export ended';
COMMENT ON COLUMN "recruiting"."pinpoint_runs"."loaded_at" IS 'When the run was loaded here, the last time';
CREATE TABLE IF NOT EXISTS "recruiting"."things" (
  "id" VARCHAR NOT NULL,
  "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL,
  "remote_deleted_at" TIMESTAMP WITH TIME ZONE,
  "name" VARCHAR,
  "born_on" DATE,
  "amount" DECIMAL(38,9),
  "index" BIGINT,
  "open" BOOLEAN,
  "remote_data" JSON,
  PRIMARY KEY ("id")
);
ALTER TABLE "recruiting"."things" ADD COLUMN IF NOT EXISTS "remote_deleted_at" TIMESTAMP WITH TIME ZONE;
ALTER TABLE "recruiting"."things" ADD COLUMN IF NOT EXISTS "name" VARCHAR;
ALTER TABLE "recruiting"."things" ADD COLUMN IF NOT EXISTS "born_on" DATE;
ALTER TABLE "recruiting"."things" ADD COLUMN IF NOT EXISTS "amount" DECIMAL(38,9);
ALTER TABLE "recruiting"."things" ADD COLUMN IF NOT EXISTS "index" BIGINT;
ALTER TABLE "recruiting"."things" ADD COLUMN IF NOT EXISTS "open" BOOLEAN;
ALTER TABLE "recruiting"."things" ADD COLUMN IF NOT EXISTS "remote_data" JSON;
CREATE OR REPLACE TEMP TABLE incoming AS FROM "recruiting"."things" LIMIT 0;
INSERT INTO temp.incoming BY NAME SELECT
  "id",
  "changed_at",
  "remote_deleted_at",
  "name",
  "born_on",
  CASE WHEN regexp_matches("amount", '[0-9]{30}|[.][0-9]{10}')
      AND (SELECT typeof(max("amount")) FROM temp.incoming) LIKE 'DECIMAL%'
    THEN error('things.amount: a number has more than 29 digits before or nine after the point; make the column a VARCHAR or DOUBLE')
    ELSE "amount" END AS "amount",
  "index",
  "open",
  "remote_data"
  FROM read_csv(['/runs/run/things.00001.csv.gz', '/runs/run/things.00002.csv.gz'], header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false, max_line_size = 67108864, buffer_size = 67108864,
    compression = 'gzip', columns = { "id": 'VARCHAR', "changed_at": 'VARCHAR', "remote_deleted_at": 'VARCHAR', "name": 'VARCHAR', "born_on": 'VARCHAR', "amount": 'VARCHAR', "index": 'VARCHAR', "open": 'VARCHAR', "remote_data": 'VARCHAR' });
SET VARIABLE pinpoint_checked = (SELECT CASE WHEN count(*) <> 5 THEN
  error(concat('things: the files hold ', count(*), ' rows, the manifest lists 5')) END FROM temp.incoming);
MERGE INTO "recruiting"."things" AS t USING temp.incoming AS i ON t."id" = i."id"
  WHEN MATCHED AND i."changed_at" > t."changed_at" THEN UPDATE BY NAME
  WHEN NOT MATCHED THEN INSERT BY NAME;
DELETE FROM "recruiting"."things" AS t WHERE t."changed_at" <= '2026-11-24T02:00:00.000Z'::TIMESTAMP WITH TIME ZONE
  AND NOT EXISTS (SELECT 1 FROM temp.incoming AS i WHERE i."id" = t."id");
DROP TABLE temp.incoming;
INSERT OR REPLACE INTO "recruiting"."pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z', now());
COMMIT;
