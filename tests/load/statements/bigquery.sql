-- run 20261124T020000Z of acme, for BigQuery
CREATE TABLE IF NOT EXISTS `pinpoint_runs` (
  `run_id` STRING NOT NULL OPTIONS (description = 'Name of the run'),
  `account` STRING OPTIONS (description = 'Account that was exported'),
  `previous_run_id` STRING OPTIONS (description = 'Run before it, NULL for the first one'),
  `watermark` TIMESTAMP OPTIONS (description = 'changed_at of every row that the run found new, changed or gone'),
  `mode` STRING OPTIONS (description = 'snapshot, changes or delta'),
  `complete` BOOL OPTIONS (description = 'Whether everything that was requested could be read'),
  `finished_at` TIMESTAMP OPTIONS (description = 'When the export ended'),
  `loaded_at` TIMESTAMP NOT NULL OPTIONS (description = 'When the run was loaded here, the last time'),
  PRIMARY KEY (`run_id`) NOT ENFORCED
);
CREATE TABLE IF NOT EXISTS `things` (
  `id` STRING NOT NULL,
  `changed_at` TIMESTAMP NOT NULL,
  `remote_deleted_at` TIMESTAMP,
  `name` STRING,
  `born_on` DATE,
  `amount` BIGNUMERIC,
  `index` INT64,
  `open` BOOL,
  `remote_data` JSON,
  PRIMARY KEY (`id`) NOT ENFORCED
);
ALTER TABLE `things`
  ADD COLUMN IF NOT EXISTS `remote_deleted_at` TIMESTAMP,
  ADD COLUMN IF NOT EXISTS `name` STRING,
  ADD COLUMN IF NOT EXISTS `born_on` DATE,
  ADD COLUMN IF NOT EXISTS `amount` BIGNUMERIC,
  ADD COLUMN IF NOT EXISTS `index` INT64,
  ADD COLUMN IF NOT EXISTS `open` BOOL,
  ADD COLUMN IF NOT EXISTS `remote_data` JSON;
LOAD DATA OVERWRITE TEMP TABLE pinpoint_incoming_1 (`id` STRING, `changed_at` TIMESTAMP, `remote_deleted_at` TIMESTAMP, `name` STRING, `born_on` DATE, `amount` BIGNUMERIC, `index` INT64, `open` BOOL, `remote_data` JSON)
  FROM FILES (format = 'CSV', uris = ['gs://bucket/20261124T020000Z/things.00001.csv.gz', 'gs://bucket/20261124T020000Z/things.00002.csv.gz'], skip_leading_rows = 1, allow_quoted_newlines = TRUE, compression = 'GZIP');
BEGIN TRANSACTION;
ASSERT (SELECT COUNT(*) FROM pinpoint_incoming_1) = 5 AS 'things: the files do not hold the 5 rows of the manifest';
DELETE FROM `things` AS t WHERE EXISTS
  (SELECT 1 FROM pinpoint_incoming_1 AS i WHERE i.`id` = t.`id` AND i.`changed_at` > t.`changed_at`);
INSERT INTO `things` (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT `id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data` FROM pinpoint_incoming_1 AS i
  WHERE NOT EXISTS (SELECT 1 FROM `things` AS t WHERE t.`id` = i.`id`);
DELETE FROM `pinpoint_runs` WHERE run_id = '20261124T020000Z';
INSERT INTO `pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', TIMESTAMP '2026-11-24T02:00:00.000Z', 'snapshot', true, TIMESTAMP '2026-11-24T02:04:12.021Z',
    CURRENT_TIMESTAMP());
COMMIT TRANSACTION;

-- run 20261124T020000Z of acme, for BigQuery
CREATE TABLE IF NOT EXISTS `recruiting`.`pinpoint_runs` (
  `run_id` STRING NOT NULL OPTIONS (description = 'Name of the run'),
  `account` STRING OPTIONS (description = 'Account that was exported'),
  `previous_run_id` STRING OPTIONS (description = 'Run before it, NULL for the first one'),
  `watermark` TIMESTAMP OPTIONS (description = 'changed_at of every row that the run found new, changed or gone'),
  `mode` STRING OPTIONS (description = 'snapshot, changes or delta'),
  `complete` BOOL OPTIONS (description = 'Whether everything that was requested could be read'),
  `finished_at` TIMESTAMP OPTIONS (description = 'When the export ended'),
  `loaded_at` TIMESTAMP NOT NULL OPTIONS (description = 'When the run was loaded here, the last time'),
  PRIMARY KEY (`run_id`) NOT ENFORCED
);
CREATE TABLE IF NOT EXISTS `recruiting`.`things` (
  `id` STRING NOT NULL,
  `changed_at` TIMESTAMP NOT NULL,
  `remote_deleted_at` TIMESTAMP,
  `name` STRING,
  `born_on` DATE,
  `amount` BIGNUMERIC,
  `index` INT64,
  `open` BOOL,
  `remote_data` JSON,
  PRIMARY KEY (`id`) NOT ENFORCED
);
ALTER TABLE `recruiting`.`things`
  ADD COLUMN IF NOT EXISTS `remote_deleted_at` TIMESTAMP,
  ADD COLUMN IF NOT EXISTS `name` STRING,
  ADD COLUMN IF NOT EXISTS `born_on` DATE,
  ADD COLUMN IF NOT EXISTS `amount` BIGNUMERIC,
  ADD COLUMN IF NOT EXISTS `index` INT64,
  ADD COLUMN IF NOT EXISTS `open` BOOL,
  ADD COLUMN IF NOT EXISTS `remote_data` JSON;
LOAD DATA OVERWRITE TEMP TABLE pinpoint_incoming_1 (`id` STRING, `changed_at` TIMESTAMP, `remote_deleted_at` TIMESTAMP, `name` STRING, `born_on` DATE, `amount` BIGNUMERIC, `index` INT64, `open` BOOL, `remote_data` JSON)
  FROM FILES (format = 'CSV', uris = ['gs://bucket/20261124T020000Z/things.00001.csv.gz', 'gs://bucket/20261124T020000Z/things.00002.csv.gz'], skip_leading_rows = 1, allow_quoted_newlines = TRUE, compression = 'GZIP');
BEGIN TRANSACTION;
ASSERT (SELECT COUNT(*) FROM pinpoint_incoming_1) = 5 AS 'things: the files do not hold the 5 rows of the manifest';
DELETE FROM `recruiting`.`things` AS t WHERE EXISTS
  (SELECT 1 FROM pinpoint_incoming_1 AS i WHERE i.`id` = t.`id` AND i.`changed_at` > t.`changed_at`);
INSERT INTO `recruiting`.`things` (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT `id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data` FROM pinpoint_incoming_1 AS i
  WHERE NOT EXISTS (SELECT 1 FROM `recruiting`.`things` AS t WHERE t.`id` = i.`id`);
DELETE FROM `recruiting`.`things` AS t WHERE t.`changed_at` <= TIMESTAMP '2026-11-24T02:00:00.000Z'
  AND NOT EXISTS (SELECT 1 FROM pinpoint_incoming_1 AS i WHERE i.`id` = t.`id`);
DELETE FROM `recruiting`.`pinpoint_runs` WHERE run_id = '20261124T020000Z';
INSERT INTO `recruiting`.`pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', TIMESTAMP '2026-11-24T02:00:00.000Z', 'snapshot', true, TIMESTAMP '2026-11-24T02:04:12.021Z',
    CURRENT_TIMESTAMP());
COMMIT TRANSACTION;
