-- run 20261124T020000Z of acme, for Databricks
CREATE TABLE IF NOT EXISTS `pinpoint_runs` (
  `run_id` STRING NOT NULL COMMENT 'Name of the run',
  `account` STRING COMMENT 'Account that was exported',
  `previous_run_id` STRING COMMENT 'Run before it, NULL for the first one',
  `watermark` TIMESTAMP COMMENT 'changed_at of every row that the run found new, changed or gone',
  `mode` STRING COMMENT 'snapshot, changes or delta',
  `complete` BOOLEAN COMMENT 'Whether everything that was requested could be read',
  `finished_at` TIMESTAMP COMMENT 'When the export ended',
  `loaded_at` TIMESTAMP NOT NULL COMMENT 'When the run was loaded here, the last time'
);
CREATE TABLE IF NOT EXISTS `things` (
  `id` STRING NOT NULL,
  `changed_at` TIMESTAMP NOT NULL,
  `remote_deleted_at` TIMESTAMP,
  `name` STRING,
  `born_on` DATE,
  `amount` DECIMAL(38,9),
  `index` BIGINT,
  `open` BOOLEAN,
  `remote_data` STRING
);
DROP TABLE IF EXISTS pinpoint_incoming;
CREATE TABLE pinpoint_incoming LIKE `things`;
MERGE WITH SCHEMA EVOLUTION INTO pinpoint_incoming AS t USING (SELECT
  `id`,
  CAST(`changed_at` AS TIMESTAMP) AS `changed_at`,
  CAST(`remote_deleted_at` AS TIMESTAMP) AS `remote_deleted_at`,
  `name`,
  CAST(`born_on` AS DATE) AS `born_on`,
  CASE WHEN `amount` RLIKE '[0-9]{30}|[.][0-9]{10}|E(-|29|3)'
    THEN raise_error('things.amount: more than 29 digits before or nine after the point')
    ELSE CAST(`amount` AS DECIMAL(38,9)) END AS `amount`,
  CAST(`index` AS BIGINT) AS `index`,
  CAST(`open` AS BOOLEAN) AS `open`,
  `remote_data`
  FROM (
    SELECT * FROM read_files('s3://bucket/20261124T020000Z/things.00001.csv.gz', format => 'csv', schema => '`id` STRING, `changed_at` STRING, `remote_deleted_at` STRING, `name` STRING, `born_on` STRING, `amount` STRING, `index` STRING, `open` STRING, `remote_data` STRING', header => true, multiLine => true,
      quote => '"', escape => '"', nullValue => '\u0000', emptyValue => '', mode => 'FAILFAST')
    UNION ALL
    SELECT * FROM read_files('s3://bucket/20261124T020000Z/things.00002.csv.gz', format => 'csv', schema => '`id` STRING, `changed_at` STRING, `remote_deleted_at` STRING, `name` STRING, `born_on` STRING, `amount` STRING, `index` STRING, `open` STRING, `remote_data` STRING', header => true, multiLine => true,
      quote => '"', escape => '"', nullValue => '\u0000', emptyValue => '', mode => 'FAILFAST')
  )) AS s ON false
  WHEN NOT MATCHED THEN INSERT *;
SELECT assert_true(COUNT(*) = 5, 'things: the files do not hold the 5 rows of the manifest') FROM pinpoint_incoming;
MERGE WITH SCHEMA EVOLUTION INTO `things` AS t USING pinpoint_incoming AS s ON t.`id` = s.`id`
  WHEN MATCHED AND s.`changed_at` > t.`changed_at` THEN UPDATE SET *
  WHEN NOT MATCHED THEN INSERT *;
DROP TABLE pinpoint_incoming;
MERGE INTO `pinpoint_runs` AS t USING (SELECT '20261124T020000Z' AS run_id) AS s ON t.run_id = s.run_id WHEN MATCHED THEN DELETE;
INSERT INTO `pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', TIMESTAMP '2026-11-24T02:00:00.000Z', 'snapshot', true, TIMESTAMP '2026-11-24T02:04:12.021Z',
    current_timestamp());

-- run 20261124T020000Z of acme, for Databricks
CREATE TABLE IF NOT EXISTS `recruiting`.`pinpoint_runs` (
  `run_id` STRING NOT NULL COMMENT 'Name of the run',
  `account` STRING COMMENT 'Account that was exported',
  `previous_run_id` STRING COMMENT 'Run before it, NULL for the first one',
  `watermark` TIMESTAMP COMMENT 'changed_at of every row that the run found new, changed or gone',
  `mode` STRING COMMENT 'snapshot, changes or delta',
  `complete` BOOLEAN COMMENT 'Whether everything that was requested could be read',
  `finished_at` TIMESTAMP COMMENT 'When the export ended',
  `loaded_at` TIMESTAMP NOT NULL COMMENT 'When the run was loaded here, the last time'
);
CREATE TABLE IF NOT EXISTS `recruiting`.`things` (
  `id` STRING NOT NULL,
  `changed_at` TIMESTAMP NOT NULL,
  `remote_deleted_at` TIMESTAMP,
  `name` STRING,
  `born_on` DATE,
  `amount` DECIMAL(38,9),
  `index` BIGINT,
  `open` BOOLEAN,
  `remote_data` STRING
);
DROP TABLE IF EXISTS `recruiting`.pinpoint_incoming;
CREATE TABLE `recruiting`.pinpoint_incoming LIKE `recruiting`.`things`;
MERGE WITH SCHEMA EVOLUTION INTO `recruiting`.pinpoint_incoming AS t USING (SELECT
  `id`,
  CAST(`changed_at` AS TIMESTAMP) AS `changed_at`,
  CAST(`remote_deleted_at` AS TIMESTAMP) AS `remote_deleted_at`,
  `name`,
  CAST(`born_on` AS DATE) AS `born_on`,
  CASE WHEN `amount` RLIKE '[0-9]{30}|[.][0-9]{10}|E(-|29|3)'
    THEN raise_error('things.amount: more than 29 digits before or nine after the point')
    ELSE CAST(`amount` AS DECIMAL(38,9)) END AS `amount`,
  CAST(`index` AS BIGINT) AS `index`,
  CAST(`open` AS BOOLEAN) AS `open`,
  `remote_data`
  FROM (
    SELECT * FROM read_files('s3://bucket/20261124T020000Z/things.00001.csv.gz', format => 'csv', schema => '`id` STRING, `changed_at` STRING, `remote_deleted_at` STRING, `name` STRING, `born_on` STRING, `amount` STRING, `index` STRING, `open` STRING, `remote_data` STRING', header => true, multiLine => true,
      quote => '"', escape => '"', nullValue => '\u0000', emptyValue => '', mode => 'FAILFAST')
    UNION ALL
    SELECT * FROM read_files('s3://bucket/20261124T020000Z/things.00002.csv.gz', format => 'csv', schema => '`id` STRING, `changed_at` STRING, `remote_deleted_at` STRING, `name` STRING, `born_on` STRING, `amount` STRING, `index` STRING, `open` STRING, `remote_data` STRING', header => true, multiLine => true,
      quote => '"', escape => '"', nullValue => '\u0000', emptyValue => '', mode => 'FAILFAST')
  )) AS s ON false
  WHEN NOT MATCHED THEN INSERT *;
SELECT assert_true(COUNT(*) = 5, 'things: the files do not hold the 5 rows of the manifest') FROM `recruiting`.pinpoint_incoming;
MERGE WITH SCHEMA EVOLUTION INTO `recruiting`.`things` AS t USING `recruiting`.pinpoint_incoming AS s ON t.`id` = s.`id`
  WHEN MATCHED AND s.`changed_at` > t.`changed_at` THEN UPDATE SET *
  WHEN NOT MATCHED THEN INSERT *;
DELETE FROM `recruiting`.`things` WHERE `changed_at` <= '2026-11-24T02:00:00.000Z' AND `id` NOT IN (SELECT `id` FROM `recruiting`.pinpoint_incoming);
DROP TABLE `recruiting`.pinpoint_incoming;
MERGE INTO `recruiting`.`pinpoint_runs` AS t USING (SELECT '20261124T020000Z' AS run_id) AS s ON t.run_id = s.run_id WHEN MATCHED THEN DELETE;
INSERT INTO `recruiting`.`pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', TIMESTAMP '2026-11-24T02:00:00.000Z', 'snapshot', true, TIMESTAMP '2026-11-24T02:04:12.021Z',
    current_timestamp());
