-- run 20261124T020000Z of acme, for Amazon Redshift
\set ON_ERROR_STOP on
\set QUIET on
\o /dev/null
BEGIN;
CREATE TABLE IF NOT EXISTS "pinpoint_runs" (
  "run_id" VARCHAR(255) NOT NULL,
  "account" VARCHAR(65535),
  "previous_run_id" VARCHAR(65535),
  "watermark" TIMESTAMPTZ,
  "mode" VARCHAR(65535),
  "complete" BOOLEAN,
  "finished_at" TIMESTAMPTZ,
  "loaded_at" TIMESTAMPTZ NOT NULL,
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
  "id" VARCHAR(255) NOT NULL,
  "changed_at" TIMESTAMPTZ NOT NULL,
  "remote_deleted_at" TIMESTAMPTZ,
  "name" VARCHAR(65535),
  "born_on" DATE,
  "amount" DECIMAL(38,9),
  "index" BIGINT,
  "open" BOOLEAN,
  "remote_data" SUPER,
  PRIMARY KEY ("id")
);
SELECT 'ALTER TABLE "things" ADD COLUMN "remote_deleted_at" TIMESTAMPTZ' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER(current_schema()) AND c.relname = 'things' AND a.attname = 'remote_deleted_at') \gexec
SELECT 'ALTER TABLE "things" ADD COLUMN "name" VARCHAR(65535)' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER(current_schema()) AND c.relname = 'things' AND a.attname = 'name') \gexec
SELECT 'ALTER TABLE "things" ADD COLUMN "born_on" DATE' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER(current_schema()) AND c.relname = 'things' AND a.attname = 'born_on') \gexec
SELECT 'ALTER TABLE "things" ADD COLUMN "amount" DECIMAL(38,9)' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER(current_schema()) AND c.relname = 'things' AND a.attname = 'amount') \gexec
SELECT 'ALTER TABLE "things" ADD COLUMN "index" BIGINT' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER(current_schema()) AND c.relname = 'things' AND a.attname = 'index') \gexec
SELECT 'ALTER TABLE "things" ADD COLUMN "open" BOOLEAN' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER(current_schema()) AND c.relname = 'things' AND a.attname = 'open') \gexec
SELECT 'ALTER TABLE "things" ADD COLUMN "remote_data" SUPER' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER(current_schema()) AND c.relname = 'things' AND a.attname = 'remote_data') \gexec
CREATE TEMP TABLE incoming ("id" VARCHAR(255), "changed_at" TIMESTAMPTZ, "remote_deleted_at" TIMESTAMPTZ, "name" VARCHAR(65535), "born_on" DATE, "amount" VARCHAR(64), "index" BIGINT, "open" BOOLEAN, "remote_data" SUPER);
COPY incoming FROM 's3://bucket/20261124T020000Z/things.00001.ndjson.gz' IAM_ROLE DEFAULT FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto' TRUNCATECOLUMNS;
COPY incoming FROM 's3://bucket/20261124T020000Z/things.00002.ndjson.gz' IAM_ROLE DEFAULT FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto' TRUNCATECOLUMNS;
SELECT CASE WHEN COUNT(*) <> 5
  THEN CAST('things: the manifest lists 5 rows, the files hold ' || COUNT(*) AS INTEGER) END FROM incoming;
DELETE FROM "things" USING incoming AS i WHERE "things"."id" = i."id" AND "things"."changed_at" < i."changed_at";
INSERT INTO "things" ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT
  "id",
  "changed_at",
  "remote_deleted_at",
  "name",
  "born_on",
  CASE WHEN "amount" ~ '[0-9]{30}|[.][0-9]{10}' THEN
    CAST('things.amount: more than 29 digits before or nine after the point: ' || "amount" AS DECIMAL(38,9))
    ELSE CAST("amount" AS DECIMAL(38,9)) END,
  "index",
  "open",
  CASE WHEN json_typeof("remote_data") <> 'null' THEN "remote_data" END
  FROM incoming AS i WHERE NOT EXISTS (SELECT 1 FROM "things" AS t WHERE t."id" = i."id");
DROP TABLE incoming;
DELETE FROM "pinpoint_runs" WHERE run_id = '20261124T020000Z';
INSERT INTO "pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z', GETDATE());
COMMIT;

-- run 20261124T020000Z of acme, for Amazon Redshift
\set ON_ERROR_STOP on
\set QUIET on
\o /dev/null
BEGIN;
CREATE TABLE IF NOT EXISTS "recruiting"."pinpoint_runs" (
  "run_id" VARCHAR(255) NOT NULL,
  "account" VARCHAR(65535),
  "previous_run_id" VARCHAR(65535),
  "watermark" TIMESTAMPTZ,
  "mode" VARCHAR(65535),
  "complete" BOOLEAN,
  "finished_at" TIMESTAMPTZ,
  "loaded_at" TIMESTAMPTZ NOT NULL,
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
  "id" VARCHAR(255) NOT NULL,
  "changed_at" TIMESTAMPTZ NOT NULL,
  "remote_deleted_at" TIMESTAMPTZ,
  "name" VARCHAR(65535),
  "born_on" DATE,
  "amount" DECIMAL(38,9),
  "index" BIGINT,
  "open" BOOLEAN,
  "remote_data" SUPER,
  PRIMARY KEY ("id")
);
SELECT 'ALTER TABLE "recruiting"."things" ADD COLUMN "remote_deleted_at" TIMESTAMPTZ' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER('recruiting') AND c.relname = 'things' AND a.attname = 'remote_deleted_at') \gexec
SELECT 'ALTER TABLE "recruiting"."things" ADD COLUMN "name" VARCHAR(65535)' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER('recruiting') AND c.relname = 'things' AND a.attname = 'name') \gexec
SELECT 'ALTER TABLE "recruiting"."things" ADD COLUMN "born_on" DATE' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER('recruiting') AND c.relname = 'things' AND a.attname = 'born_on') \gexec
SELECT 'ALTER TABLE "recruiting"."things" ADD COLUMN "amount" DECIMAL(38,9)' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER('recruiting') AND c.relname = 'things' AND a.attname = 'amount') \gexec
SELECT 'ALTER TABLE "recruiting"."things" ADD COLUMN "index" BIGINT' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER('recruiting') AND c.relname = 'things' AND a.attname = 'index') \gexec
SELECT 'ALTER TABLE "recruiting"."things" ADD COLUMN "open" BOOLEAN' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER('recruiting') AND c.relname = 'things' AND a.attname = 'open') \gexec
SELECT 'ALTER TABLE "recruiting"."things" ADD COLUMN "remote_data" SUPER' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a
  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE LOWER(n.nspname) = LOWER('recruiting') AND c.relname = 'things' AND a.attname = 'remote_data') \gexec
CREATE TEMP TABLE incoming ("id" VARCHAR(255), "changed_at" TIMESTAMPTZ, "remote_deleted_at" TIMESTAMPTZ, "name" VARCHAR(65535), "born_on" DATE, "amount" VARCHAR(64), "index" BIGINT, "open" BOOLEAN, "remote_data" SUPER);
COPY incoming FROM 's3://bucket/20261124T020000Z/things.00001.ndjson.gz' IAM_ROLE DEFAULT FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto' TRUNCATECOLUMNS;
COPY incoming FROM 's3://bucket/20261124T020000Z/things.00002.ndjson.gz' IAM_ROLE DEFAULT FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto' TRUNCATECOLUMNS;
SELECT CASE WHEN COUNT(*) <> 5
  THEN CAST('things: the manifest lists 5 rows, the files hold ' || COUNT(*) AS INTEGER) END FROM incoming;
DELETE FROM "recruiting"."things" USING incoming AS i WHERE "recruiting"."things"."id" = i."id" AND "recruiting"."things"."changed_at" < i."changed_at";
INSERT INTO "recruiting"."things" ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT
  "id",
  "changed_at",
  "remote_deleted_at",
  "name",
  "born_on",
  CASE WHEN "amount" ~ '[0-9]{30}|[.][0-9]{10}' THEN
    CAST('things.amount: more than 29 digits before or nine after the point: ' || "amount" AS DECIMAL(38,9))
    ELSE CAST("amount" AS DECIMAL(38,9)) END,
  "index",
  "open",
  CASE WHEN json_typeof("remote_data") <> 'null' THEN "remote_data" END
  FROM incoming AS i WHERE NOT EXISTS (SELECT 1 FROM "recruiting"."things" AS t WHERE t."id" = i."id");
DELETE FROM "recruiting"."things" WHERE "changed_at" <= '2026-11-24T02:00:00.000Z' AND "id" NOT IN (SELECT "id" FROM incoming);
DROP TABLE incoming;
DELETE FROM "recruiting"."pinpoint_runs" WHERE run_id = '20261124T020000Z';
INSERT INTO "recruiting"."pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z', GETDATE());
COMMIT;
