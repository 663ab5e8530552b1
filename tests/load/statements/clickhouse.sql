-- run 20261124T020000Z of acme, for ClickHouse
CREATE TABLE IF NOT EXISTS `pinpoint_runs` (
  `run_id` String COMMENT 'Name of the run',
  `account` Nullable(String) COMMENT 'Account that was exported',
  `previous_run_id` Nullable(String) COMMENT 'Run before it, NULL for the first one',
  `watermark` Nullable(DateTime64(3, 'UTC')) COMMENT 'changed_at of every row that the run found new, changed or gone',
  `mode` Nullable(String) COMMENT 'snapshot, changes or delta',
  `complete` Nullable(Bool) COMMENT 'Whether everything that was requested could be read',
  `finished_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'When the export ended',
  `loaded_at` DateTime64(3, 'UTC') COMMENT 'When the run was loaded here, the last time'
) ENGINE = ReplacingMergeTree(`loaded_at`) ORDER BY `run_id`;
CREATE TABLE IF NOT EXISTS `things` (
  `id` String,
  `changed_at` DateTime64(3, 'UTC'),
  `remote_deleted_at` Nullable(DateTime64(3, 'UTC')),
  `name` Nullable(String),
  `born_on` Nullable(String),
  `amount` Nullable(Decimal(76, 38)),
  `index` Nullable(Int64),
  `open` Nullable(Bool),
  `remote_data` Nullable(String)
) ENGINE = ReplacingMergeTree(`changed_at`) ORDER BY `id`;
ALTER TABLE `things`
  ADD COLUMN IF NOT EXISTS `remote_deleted_at` Nullable(DateTime64(3, 'UTC')),
  ADD COLUMN IF NOT EXISTS `name` Nullable(String),
  ADD COLUMN IF NOT EXISTS `born_on` Nullable(String),
  ADD COLUMN IF NOT EXISTS `amount` Nullable(Decimal(76, 38)),
  ADD COLUMN IF NOT EXISTS `index` Nullable(Int64),
  ADD COLUMN IF NOT EXISTS `open` Nullable(Bool),
  ADD COLUMN IF NOT EXISTS `remote_data` Nullable(String);
CREATE TEMPORARY TABLE incoming (
  `id` String,
  `changed_at` DateTime64(3, 'UTC'),
  `remote_deleted_at` Nullable(DateTime64(3, 'UTC')),
  `name` Nullable(String),
  `born_on` Nullable(String),
  `amount` Nullable(Decimal(76, 38)),
  `index` Nullable(Int64),
  `open` Nullable(Bool),
  `remote_data` Nullable(String)
) ENGINE = MergeTree ORDER BY `id`;
INSERT INTO incoming (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) FROM INFILE '/runs/run/things.00001.csv.gz' COMPRESSION 'gzip' SETTINGS date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 1 FORMAT CSVWithNames;
INSERT INTO incoming (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) FROM INFILE '/runs/run/things.00002.csv.gz' COMPRESSION 'gzip' SETTINGS date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 1 FORMAT CSVWithNames;
SELECT throwIf(count() <> 5, 'things: the files do not hold the 5 rows of the manifest') FROM incoming FORMAT Null;
INSERT INTO `things` (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT `id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data` FROM incoming;
DROP TABLE incoming;
INSERT INTO `pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  SELECT '20261124T020000Z', 'acme', '20261123T020000Z', parseDateTime64BestEffort('2026-11-24T02:00:00.000Z', 3, 'UTC'), 'snapshot',
    true, parseDateTime64BestEffort('2026-11-24T02:04:12.021Z', 3, 'UTC'), now64(3, 'UTC');

-- run 20261124T020000Z of acme, for ClickHouse
CREATE TABLE IF NOT EXISTS `recruiting`.`pinpoint_runs` (
  `run_id` String COMMENT 'Name of the run',
  `account` Nullable(String) COMMENT 'Account that was exported',
  `previous_run_id` Nullable(String) COMMENT 'Run before it, NULL for the first one',
  `watermark` Nullable(DateTime64(3, 'UTC')) COMMENT 'changed_at of every row that the run found new, changed or gone',
  `mode` Nullable(String) COMMENT 'snapshot, changes or delta',
  `complete` Nullable(Bool) COMMENT 'Whether everything that was requested could be read',
  `finished_at` Nullable(DateTime64(3, 'UTC')) COMMENT 'When the export ended',
  `loaded_at` DateTime64(3, 'UTC') COMMENT 'When the run was loaded here, the last time'
) ENGINE = ReplacingMergeTree(`loaded_at`) ORDER BY `run_id`;
CREATE TABLE IF NOT EXISTS `recruiting`.`things` (
  `id` String,
  `changed_at` DateTime64(3, 'UTC'),
  `remote_deleted_at` Nullable(DateTime64(3, 'UTC')),
  `name` Nullable(String),
  `born_on` Nullable(String),
  `amount` Nullable(Decimal(76, 38)),
  `index` Nullable(Int64),
  `open` Nullable(Bool),
  `remote_data` Nullable(String)
) ENGINE = ReplacingMergeTree(`changed_at`) ORDER BY `id`;
ALTER TABLE `recruiting`.`things`
  ADD COLUMN IF NOT EXISTS `remote_deleted_at` Nullable(DateTime64(3, 'UTC')),
  ADD COLUMN IF NOT EXISTS `name` Nullable(String),
  ADD COLUMN IF NOT EXISTS `born_on` Nullable(String),
  ADD COLUMN IF NOT EXISTS `amount` Nullable(Decimal(76, 38)),
  ADD COLUMN IF NOT EXISTS `index` Nullable(Int64),
  ADD COLUMN IF NOT EXISTS `open` Nullable(Bool),
  ADD COLUMN IF NOT EXISTS `remote_data` Nullable(String);
CREATE TEMPORARY TABLE incoming (
  `id` String,
  `changed_at` DateTime64(3, 'UTC'),
  `remote_deleted_at` Nullable(DateTime64(3, 'UTC')),
  `name` Nullable(String),
  `born_on` Nullable(String),
  `amount` Nullable(Decimal(76, 38)),
  `index` Nullable(Int64),
  `open` Nullable(Bool),
  `remote_data` Nullable(String)
) ENGINE = MergeTree ORDER BY `id`;
INSERT INTO incoming (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) FROM INFILE '/runs/run/things.00001.csv.gz' COMPRESSION 'gzip' SETTINGS date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 1 FORMAT CSVWithNames;
INSERT INTO incoming (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) FROM INFILE '/runs/run/things.00002.csv.gz' COMPRESSION 'gzip' SETTINGS date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 1 FORMAT CSVWithNames;
SELECT throwIf(count() <> 5, 'things: the files do not hold the 5 rows of the manifest') FROM incoming FORMAT Null;
INSERT INTO `recruiting`.`things` (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT `id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data` FROM incoming;
DROP TABLE IF EXISTS `recruiting`.pinpoint_kept;
CREATE TABLE `recruiting`.pinpoint_kept AS `recruiting`.`things`;
INSERT INTO `recruiting`.pinpoint_kept SELECT * FROM `recruiting`.`things` FINAL
  WHERE `changed_at` > parseDateTime64BestEffort('2026-11-24T02:00:00.000Z', 3, 'UTC') OR `id` IN (SELECT `id` FROM incoming);
EXCHANGE TABLES `recruiting`.`things` AND `recruiting`.pinpoint_kept;
DROP TABLE `recruiting`.pinpoint_kept;
DROP TABLE incoming;
INSERT INTO `recruiting`.`pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  SELECT '20261124T020000Z', 'acme', '20261123T020000Z', parseDateTime64BestEffort('2026-11-24T02:00:00.000Z', 3, 'UTC'), 'snapshot',
    true, parseDateTime64BestEffort('2026-11-24T02:04:12.021Z', 3, 'UTC'), now64(3, 'UTC');
