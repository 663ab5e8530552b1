-- run 20261124T020000Z of acme, for SQLite
.bail on
.headers off
.system rm -rf '/runs/pinpoint-export-load-20261124T020000Z' && mkdir -m 700 '/runs/pinpoint-export-load-20261124T020000Z' || kill $PPID
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS "pinpoint_runs" (
  "run_id" TEXT NOT NULL,
  "account" TEXT,
  "previous_run_id" TEXT,
  "watermark" TEXT,
  "mode" TEXT,
  "complete" BOOLEAN,
  "finished_at" TEXT,
  "loaded_at" TEXT NOT NULL,
  PRIMARY KEY ("run_id")
);
CREATE TABLE IF NOT EXISTS "things" (
  "id" TEXT NOT NULL,
  "changed_at" TEXT NOT NULL,
  "remote_deleted_at" TEXT,
  "name" TEXT,
  "born_on" TEXT,
  "amount" BLOB,
  "index" INTEGER,
  "open" BOOLEAN,
  "remote_data" TEXT,
  PRIMARY KEY ("id")
);
.mode list
.once '/runs/pinpoint-export-load-20261124T020000Z/columns.sql'
SELECT column2 FROM (VALUES
  ('remote_deleted_at', 'ALTER TABLE "things" ADD COLUMN "remote_deleted_at" TEXT;'),
  ('name', 'ALTER TABLE "things" ADD COLUMN "name" TEXT;'),
  ('born_on', 'ALTER TABLE "things" ADD COLUMN "born_on" TEXT;'),
  ('amount', 'ALTER TABLE "things" ADD COLUMN "amount" BLOB;'),
  ('index', 'ALTER TABLE "things" ADD COLUMN "index" INTEGER;'),
  ('open', 'ALTER TABLE "things" ADD COLUMN "open" BOOLEAN;'),
  ('remote_data', 'ALTER TABLE "things" ADD COLUMN "remote_data" TEXT;'))
  WHERE column1 NOT IN (SELECT name FROM pragma_table_info('things', 'main'));
.read '/runs/pinpoint-export-load-20261124T020000Z/columns.sql'
CREATE TEMP TABLE lines (line TEXT);
CREATE TEMP TABLE checked (rows INTEGER NOT NULL);
CREATE TEMP TABLE incoming (
  "id" TEXT NOT NULL,
  "changed_at" TEXT NOT NULL,
  "remote_deleted_at" TEXT,
  "name" TEXT,
  "born_on" TEXT,
  "amount" BLOB,
  "index" INTEGER,
  "open" BOOLEAN,
  "remote_data" TEXT,
  PRIMARY KEY ("id")
);
.mode ascii
.separator "\037" "\n"
.import "|gzip -dc '/runs/run/things.00001.ndjson.gz'" lines --schema temp
.import "|gzip -dc '/runs/run/things.00002.ndjson.gz'" lines --schema temp
INSERT INTO temp.checked SELECT CASE WHEN count(*) = 5 THEN count(*) END FROM temp.lines;
INSERT INTO temp.incoming ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT
  line ->> '$.id',
  line ->> '$.changed_at',
  line ->> '$.remote_deleted_at',
  line ->> '$.name',
  line ->> '$.born_on',
  CASE WHEN length(ltrim(replace(line -> '$.amount', '.', ''), '-0')) > 15 THEN line -> '$.amount' ELSE line ->> '$.amount' END,
  line ->> '$.index',
  line ->> '$.open',
  nullif(line -> '$.remote_data', 'null')
  FROM temp.lines;
DELETE FROM "things" AS t WHERE EXISTS
  (SELECT 1 FROM temp.incoming AS i WHERE i."id" = t."id" AND i."changed_at" > t."changed_at");
INSERT INTO "things" ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT "id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data" FROM temp.incoming WHERE true ON CONFLICT ("id") DO NOTHING;
DROP TABLE temp.incoming;
DROP TABLE temp.checked;
DROP TABLE temp.lines;
INSERT OR REPLACE INTO "pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z',
    strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
COMMIT;
.system rm -rf '/runs/pinpoint-export-load-20261124T020000Z'

-- run 20261124T020000Z of acme, for SQLite
.bail on
.headers off
.system rm -rf '/runs/pinpoint-export-load-20261124T020000Z' && mkdir -m 700 '/runs/pinpoint-export-load-20261124T020000Z' || kill $PPID
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS "recruiting"."pinpoint_runs" (
  "run_id" TEXT NOT NULL,
  "account" TEXT,
  "previous_run_id" TEXT,
  "watermark" TEXT,
  "mode" TEXT,
  "complete" BOOLEAN,
  "finished_at" TEXT,
  "loaded_at" TEXT NOT NULL,
  PRIMARY KEY ("run_id")
);
CREATE TABLE IF NOT EXISTS "recruiting"."things" (
  "id" TEXT NOT NULL,
  "changed_at" TEXT NOT NULL,
  "remote_deleted_at" TEXT,
  "name" TEXT,
  "born_on" TEXT,
  "amount" BLOB,
  "index" INTEGER,
  "open" BOOLEAN,
  "remote_data" TEXT,
  PRIMARY KEY ("id")
);
.mode list
.once '/runs/pinpoint-export-load-20261124T020000Z/columns.sql'
SELECT column2 FROM (VALUES
  ('remote_deleted_at', 'ALTER TABLE "recruiting"."things" ADD COLUMN "remote_deleted_at" TEXT;'),
  ('name', 'ALTER TABLE "recruiting"."things" ADD COLUMN "name" TEXT;'),
  ('born_on', 'ALTER TABLE "recruiting"."things" ADD COLUMN "born_on" TEXT;'),
  ('amount', 'ALTER TABLE "recruiting"."things" ADD COLUMN "amount" BLOB;'),
  ('index', 'ALTER TABLE "recruiting"."things" ADD COLUMN "index" INTEGER;'),
  ('open', 'ALTER TABLE "recruiting"."things" ADD COLUMN "open" BOOLEAN;'),
  ('remote_data', 'ALTER TABLE "recruiting"."things" ADD COLUMN "remote_data" TEXT;'))
  WHERE column1 NOT IN (SELECT name FROM pragma_table_info('things', 'recruiting'));
.read '/runs/pinpoint-export-load-20261124T020000Z/columns.sql'
CREATE TEMP TABLE lines (line TEXT);
CREATE TEMP TABLE checked (rows INTEGER NOT NULL);
CREATE TEMP TABLE incoming (
  "id" TEXT NOT NULL,
  "changed_at" TEXT NOT NULL,
  "remote_deleted_at" TEXT,
  "name" TEXT,
  "born_on" TEXT,
  "amount" BLOB,
  "index" INTEGER,
  "open" BOOLEAN,
  "remote_data" TEXT,
  PRIMARY KEY ("id")
);
.mode ascii
.separator "\037" "\n"
.import "|gzip -dc '/runs/run/things.00001.ndjson.gz'" lines --schema temp
.import "|gzip -dc '/runs/run/things.00002.ndjson.gz'" lines --schema temp
INSERT INTO temp.checked SELECT CASE WHEN count(*) = 5 THEN count(*) END FROM temp.lines;
INSERT INTO temp.incoming ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT
  line ->> '$.id',
  line ->> '$.changed_at',
  line ->> '$.remote_deleted_at',
  line ->> '$.name',
  line ->> '$.born_on',
  CASE WHEN length(ltrim(replace(line -> '$.amount', '.', ''), '-0')) > 15 THEN line -> '$.amount' ELSE line ->> '$.amount' END,
  line ->> '$.index',
  line ->> '$.open',
  nullif(line -> '$.remote_data', 'null')
  FROM temp.lines;
DELETE FROM "recruiting"."things" AS t WHERE EXISTS
  (SELECT 1 FROM temp.incoming AS i WHERE i."id" = t."id" AND i."changed_at" > t."changed_at");
INSERT INTO "recruiting"."things" ("id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data") SELECT "id", "changed_at", "remote_deleted_at", "name", "born_on", "amount", "index", "open", "remote_data" FROM temp.incoming WHERE true ON CONFLICT ("id") DO NOTHING;
DELETE FROM "recruiting"."things" WHERE "changed_at" <= '2026-11-24T02:00:00.000Z' AND "id" NOT IN (SELECT "id" FROM temp.incoming);
DROP TABLE temp.incoming;
DROP TABLE temp.checked;
DROP TABLE temp.lines;
INSERT OR REPLACE INTO "recruiting"."pinpoint_runs" (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', '2026-11-24T02:00:00.000Z', 'snapshot', true, '2026-11-24T02:04:12.021Z',
    strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
COMMIT;
.system rm -rf '/runs/pinpoint-export-load-20261124T020000Z'
