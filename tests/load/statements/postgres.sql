-- run 20261124T020000Z of acme, for PostgreSQL
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
SET standard_conforming_strings = on;
BEGIN;
CREATE TABLE IF NOT EXISTS "pinpoint_runs" (
  "run_id" text NOT NULL,
  "account" text,
  "previous_run_id" text,
  "watermark" timestamptz,
  "mode" text,
  "complete" boolean,
  "finished_at" timestamptz,
  "loaded_at" timestamptz NOT NULL,
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
  "id" text NOT NULL,
  "changed_at" timestamptz NOT NULL,
  "remote_deleted_at" timestamptz,
  "name" text,
  "born_on" date,
  "amount" numeric,
  "index" bigint,
  "open" boolean,
  "remote_data" jsonb,
  PRIMARY KEY ("id")
);
ALTER TABLE "things"
  ADD COLUMN IF NOT EXISTS "remote_deleted_at" timestamptz,
  ADD COLUMN IF NOT EXISTS "name" text,
  ADD COLUMN IF NOT EXISTS "born_on" date,
  ADD COLUMN IF NOT EXISTS "amount" numeric,
  ADD COLUMN IF NOT EXISTS "index" bigint,
  ADD COLUMN IF NOT EXISTS "open" boolean,
  ADD COLUMN IF NOT EXISTS "remote_data" jsonb;
CREATE TEMP TABLE incoming (
  "id" text NOT NULL,
  "changed_at" timestamptz NOT NULL,
  "remote_deleted_at" timestamptz,
  "name" text,
  "born_on" date,
  "amount" numeric,
  "index" bigint,
  "open" boolean,
  "remote_data" jsonb
);
\copy pg_temp.incoming ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") FROM PROGRAM 'gzip -t "/runs/run/things.00001.csv.gz" && gzip -dc "/runs/run/things.00001.csv.gz" | LC_ALL=C sed ''s/^\\\.$/"\\"./''' WITH (FORMAT csv, HEADER, ENCODING 'UTF8')
\copy pg_temp.incoming ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") FROM PROGRAM 'gzip -t "/runs/run/things.00002.csv.gz" && gzip -dc "/runs/run/things.00002.csv.gz" | LC_ALL=C sed ''s/^\\\.$/"\\"./''' WITH (FORMAT csv, HEADER, ENCODING 'UTF8')
DO $$BEGIN IF (SELECT count(*) FROM pg_temp.incoming) <> 5 THEN
  RAISE EXCEPTION 'things: the files do not hold the 5 rows that the manifest lists';
END IF; END$$;
ANALYZE pg_temp.incoming;
DELETE FROM "things" AS t USING pg_temp.incoming AS i WHERE t."id" = i."id" AND t."changed_at" < i."changed_at";
INSERT INTO "things" ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT "id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data" FROM pg_temp.incoming ON CONFLICT ("id") DO NOTHING;
DROP TABLE pg_temp.incoming;
DELETE FROM "pinpoint_runs" WHERE run_id = '20261124T020000Z';
INSERT INTO "pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z', now());
COMMIT;

-- run 20261124T020000Z of acme, for PostgreSQL
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
SET standard_conforming_strings = on;
BEGIN;
CREATE TABLE IF NOT EXISTS "recruiting"."pinpoint_runs" (
  "run_id" text NOT NULL,
  "account" text,
  "previous_run_id" text,
  "watermark" timestamptz,
  "mode" text,
  "complete" boolean,
  "finished_at" timestamptz,
  "loaded_at" timestamptz NOT NULL,
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
  "id" text NOT NULL,
  "changed_at" timestamptz NOT NULL,
  "remote_deleted_at" timestamptz,
  "name" text,
  "born_on" date,
  "amount" numeric,
  "index" bigint,
  "open" boolean,
  "remote_data" jsonb,
  PRIMARY KEY ("id")
);
ALTER TABLE "recruiting"."things"
  ADD COLUMN IF NOT EXISTS "remote_deleted_at" timestamptz,
  ADD COLUMN IF NOT EXISTS "name" text,
  ADD COLUMN IF NOT EXISTS "born_on" date,
  ADD COLUMN IF NOT EXISTS "amount" numeric,
  ADD COLUMN IF NOT EXISTS "index" bigint,
  ADD COLUMN IF NOT EXISTS "open" boolean,
  ADD COLUMN IF NOT EXISTS "remote_data" jsonb;
CREATE TEMP TABLE incoming (
  "id" text NOT NULL,
  "changed_at" timestamptz NOT NULL,
  "remote_deleted_at" timestamptz,
  "name" text,
  "born_on" date,
  "amount" numeric,
  "index" bigint,
  "open" boolean,
  "remote_data" jsonb
);
\copy pg_temp.incoming ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") FROM PROGRAM 'gzip -t "/runs/run/things.00001.csv.gz" && gzip -dc "/runs/run/things.00001.csv.gz" | LC_ALL=C sed ''s/^\\\.$/"\\"./''' WITH (FORMAT csv, HEADER, ENCODING 'UTF8')
\copy pg_temp.incoming ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") FROM PROGRAM 'gzip -t "/runs/run/things.00002.csv.gz" && gzip -dc "/runs/run/things.00002.csv.gz" | LC_ALL=C sed ''s/^\\\.$/"\\"./''' WITH (FORMAT csv, HEADER, ENCODING 'UTF8')
DO $$BEGIN IF (SELECT count(*) FROM pg_temp.incoming) <> 5 THEN
  RAISE EXCEPTION 'things: the files do not hold the 5 rows that the manifest lists';
END IF; END$$;
ANALYZE pg_temp.incoming;
DELETE FROM "recruiting"."things" AS t USING pg_temp.incoming AS i WHERE t."id" = i."id" AND t."changed_at" < i."changed_at";
INSERT INTO "recruiting"."things" ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT "id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data" FROM pg_temp.incoming ON CONFLICT ("id") DO NOTHING;
DELETE FROM "recruiting"."things" AS t WHERE t."changed_at" <= '2026-11-24T02:00:00.000Z'
  AND NOT EXISTS (SELECT 1 FROM pg_temp.incoming AS i WHERE i."id" = t."id");
DROP TABLE pg_temp.incoming;
DELETE FROM "recruiting"."pinpoint_runs" WHERE run_id = '20261124T020000Z';
INSERT INTO "recruiting"."pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z', now());
COMMIT;
