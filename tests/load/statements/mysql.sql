-- run 20261124T020000Z of acme, for MySQL, MariaDB
\! kill -0 "$(cat "/runs/pinpoint-export-load-20261124T020000Z/client" 2>&1)" 2>/dev/null && echo "another client is loading run 20261124T020000Z (if none is, remove /runs/pinpoint-export-load-20261124T020000Z)" >&2 && kill -KILL $PPID || rm -rf "/runs/pinpoint-export-load-20261124T020000Z" && umask 077 && mkdir "/runs/pinpoint-export-load-20261124T020000Z" && echo $PPID >"/runs/pinpoint-export-load-20261124T020000Z/client" || kill -KILL $PPID
SET NAMES utf8mb4;
SET SESSION sql_mode = 'STRICT_ALL_TABLES';
CREATE TABLE IF NOT EXISTS `pinpoint_runs` (
  `run_id` VARCHAR(255) COLLATE utf8mb4_bin NOT NULL COMMENT 'Name of the run',
  `account` LONGTEXT COMMENT 'Account that was exported',
  `previous_run_id` LONGTEXT COMMENT 'Run before it, NULL for the first one',
  `watermark` DATETIME(3) COMMENT 'changed_at of every row that the run found new, changed or gone',
  `mode` LONGTEXT COMMENT 'snapshot, changes or delta',
  `complete` BOOLEAN COMMENT 'Whether everything that was requested could be read',
  `finished_at` DATETIME(3) COMMENT 'When the export ended',
  `loaded_at` DATETIME(3) NOT NULL COMMENT 'When the run was loaded here, the last time',
  PRIMARY KEY (`run_id`)
) CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS `things` (
  `id` VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  `changed_at` DATETIME(3) NOT NULL,
  `remote_deleted_at` DATETIME(3),
  `name` LONGTEXT,
  `born_on` DATE,
  `amount` DECIMAL(65,27),
  `index` BIGINT,
  `open` BOOLEAN,
  `remote_data` JSON,
  PRIMARY KEY (`id`)
) CHARACTER SET utf8mb4;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `things` ADD COLUMN `remote_deleted_at` DATETIME(3)', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'things' AND column_name = 'remote_deleted_at';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `things` ADD COLUMN `name` LONGTEXT', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'things' AND column_name = 'name';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `things` ADD COLUMN `born_on` DATE', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'things' AND column_name = 'born_on';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `things` ADD COLUMN `amount` DECIMAL(65,27)', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'things' AND column_name = 'amount';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `things` ADD COLUMN `index` BIGINT', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'things' AND column_name = 'index';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `things` ADD COLUMN `open` BOOLEAN', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'things' AND column_name = 'open';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `things` ADD COLUMN `remote_data` JSON', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'things' AND column_name = 'remote_data';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
START TRANSACTION;
CREATE TEMPORARY TABLE incoming_lines (line LONGTEXT) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TEMPORARY TABLE incoming (
  `id` VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  `changed_at` DATETIME(3) NOT NULL,
  `remote_deleted_at` DATETIME(3),
  `name` LONGTEXT,
  `born_on` DATE,
  `amount` DECIMAL(65,27),
  `index` BIGINT,
  `open` BOOLEAN,
  `remote_data` JSON,
  PRIMARY KEY (`id`)
) CHARACTER SET utf8mb4;
\! gzip -dc "/runs/run/things.00001.ndjson.gz" > "/runs/pinpoint-export-load-20261124T020000Z/lines" || kill -KILL $PPID
LOAD DATA LOCAL INFILE '/runs/pinpoint-export-load-20261124T020000Z/lines' INTO TABLE incoming_lines CHARACTER SET utf8mb4
  FIELDS TERMINATED BY X'01' ESCAPED BY '' LINES TERMINATED BY '\n' (line);
\! gzip -dc "/runs/run/things.00002.ndjson.gz" > "/runs/pinpoint-export-load-20261124T020000Z/lines" || kill -KILL $PPID
LOAD DATA LOCAL INFILE '/runs/pinpoint-export-load-20261124T020000Z/lines' INTO TABLE incoming_lines CHARACTER SET utf8mb4
  FIELDS TERMINATED BY X'01' ESCAPED BY '' LINES TERMINATED BY '\n' (line);
INSERT INTO incoming (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT
  j.`id`,
  STR_TO_DATE(j.`changed_at`, '%Y-%m-%dT%H:%i:%s.%fZ'),
  STR_TO_DATE(j.`remote_deleted_at`, '%Y-%m-%dT%H:%i:%s.%fZ'),
  j.`name`,
  j.`born_on`,
  IF(j.`amount` REGEXP '[.][0-9]{28}', 'things.amount: more than 27 digits after the point', j.`amount`),
  j.`index`,
  j.`open` IN ('true', '1'),
  IF(JSON_TYPE(JSON_EXTRACT(f.line, '$.remote_data')) = 'NULL', NULL, JSON_EXTRACT(f.line, '$.remote_data'))
  FROM incoming_lines AS f, JSON_TABLE(f.line, '$' COLUMNS (
    `id` LONGTEXT CHARACTER SET utf8mb4 PATH '$.id' ERROR ON ERROR,
    `changed_at` LONGTEXT CHARACTER SET utf8mb4 PATH '$.changed_at' ERROR ON ERROR,
    `remote_deleted_at` LONGTEXT CHARACTER SET utf8mb4 PATH '$.remote_deleted_at' ERROR ON ERROR,
    `name` LONGTEXT CHARACTER SET utf8mb4 PATH '$.name' ERROR ON ERROR,
    `born_on` LONGTEXT CHARACTER SET utf8mb4 PATH '$.born_on' ERROR ON ERROR,
    `amount` LONGTEXT CHARACTER SET utf8mb4 PATH '$.amount' ERROR ON ERROR,
    `index` LONGTEXT CHARACTER SET utf8mb4 PATH '$.index' ERROR ON ERROR,
    `open` LONGTEXT CHARACTER SET utf8mb4 PATH '$.open' ERROR ON ERROR,
    `remote_data` LONGTEXT CHARACTER SET utf8mb4 PATH '$.remote_data' NULL ON ERROR)) AS j;
SET @pinpoint_checked = IF((SELECT COUNT(*) FROM incoming) = 5, 0,
  (SELECT 'things: the files do not hold the 5 rows that the manifest lists' UNION SELECT ''));
DELETE t FROM `things` AS t JOIN incoming AS i ON t.`id` = i.`id` WHERE t.`changed_at` < i.`changed_at`;
INSERT INTO `things` (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT `id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data` FROM incoming AS i
  WHERE NOT EXISTS (SELECT 1 FROM `things` AS t WHERE t.`id` = i.`id`);
DROP TEMPORARY TABLE incoming_lines;
DROP TEMPORARY TABLE incoming;
REPLACE INTO `pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', STR_TO_DATE('2026-11-24T02:00:00.000Z', '%Y-%m-%dT%H:%i:%s.%fZ'), 'snapshot',
    true, STR_TO_DATE('2026-11-24T02:04:12.021Z', '%Y-%m-%dT%H:%i:%s.%fZ'), UTC_TIMESTAMP(3));
COMMIT;
\! rm -rf "/runs/pinpoint-export-load-20261124T020000Z"

-- run 20261124T020000Z of acme, for MySQL, MariaDB
\! kill -0 "$(cat "/runs/pinpoint-export-load-20261124T020000Z/client" 2>&1)" 2>/dev/null && echo "another client is loading run 20261124T020000Z (if none is, remove /runs/pinpoint-export-load-20261124T020000Z)" >&2 && kill -KILL $PPID || rm -rf "/runs/pinpoint-export-load-20261124T020000Z" && umask 077 && mkdir "/runs/pinpoint-export-load-20261124T020000Z" && echo $PPID >"/runs/pinpoint-export-load-20261124T020000Z/client" || kill -KILL $PPID
SET NAMES utf8mb4;
SET SESSION sql_mode = 'STRICT_ALL_TABLES';
CREATE TABLE IF NOT EXISTS `recruiting`.`pinpoint_runs` (
  `run_id` VARCHAR(255) COLLATE utf8mb4_bin NOT NULL COMMENT 'Name of the run',
  `account` LONGTEXT COMMENT 'Account that was exported',
  `previous_run_id` LONGTEXT COMMENT 'Run before it, NULL for the first one',
  `watermark` DATETIME(3) COMMENT 'changed_at of every row that the run found new, changed or gone',
  `mode` LONGTEXT COMMENT 'snapshot, changes or delta',
  `complete` BOOLEAN COMMENT 'Whether everything that was requested could be read',
  `finished_at` DATETIME(3) COMMENT 'When the export ended',
  `loaded_at` DATETIME(3) NOT NULL COMMENT 'When the run was loaded here, the last time',
  PRIMARY KEY (`run_id`)
) CHARACTER SET utf8mb4;
CREATE TABLE IF NOT EXISTS `recruiting`.`things` (
  `id` VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  `changed_at` DATETIME(3) NOT NULL,
  `remote_deleted_at` DATETIME(3),
  `name` LONGTEXT,
  `born_on` DATE,
  `amount` DECIMAL(65,27),
  `index` BIGINT,
  `open` BOOLEAN,
  `remote_data` JSON,
  PRIMARY KEY (`id`)
) CHARACTER SET utf8mb4;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `recruiting`.`things` ADD COLUMN `remote_deleted_at` DATETIME(3)', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = 'recruiting' AND table_name = 'things' AND column_name = 'remote_deleted_at';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `recruiting`.`things` ADD COLUMN `name` LONGTEXT', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = 'recruiting' AND table_name = 'things' AND column_name = 'name';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `recruiting`.`things` ADD COLUMN `born_on` DATE', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = 'recruiting' AND table_name = 'things' AND column_name = 'born_on';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `recruiting`.`things` ADD COLUMN `amount` DECIMAL(65,27)', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = 'recruiting' AND table_name = 'things' AND column_name = 'amount';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `recruiting`.`things` ADD COLUMN `index` BIGINT', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = 'recruiting' AND table_name = 'things' AND column_name = 'index';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `recruiting`.`things` ADD COLUMN `open` BOOLEAN', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = 'recruiting' AND table_name = 'things' AND column_name = 'open';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
SELECT IF(COUNT(*) = 0, 'ALTER TABLE `recruiting`.`things` ADD COLUMN `remote_data` JSON', 'DO 0') INTO @pinpoint_column
  FROM information_schema.columns
  WHERE table_schema = 'recruiting' AND table_name = 'things' AND column_name = 'remote_data';
PREPARE pinpoint_add FROM @pinpoint_column;
EXECUTE pinpoint_add;
START TRANSACTION;
CREATE TEMPORARY TABLE `recruiting`.incoming_lines (line LONGTEXT) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TEMPORARY TABLE `recruiting`.incoming (
  `id` VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  `changed_at` DATETIME(3) NOT NULL,
  `remote_deleted_at` DATETIME(3),
  `name` LONGTEXT,
  `born_on` DATE,
  `amount` DECIMAL(65,27),
  `index` BIGINT,
  `open` BOOLEAN,
  `remote_data` JSON,
  PRIMARY KEY (`id`)
) CHARACTER SET utf8mb4;
\! gzip -dc "/runs/run/things.00001.ndjson.gz" > "/runs/pinpoint-export-load-20261124T020000Z/lines" || kill -KILL $PPID
LOAD DATA LOCAL INFILE '/runs/pinpoint-export-load-20261124T020000Z/lines' INTO TABLE `recruiting`.incoming_lines CHARACTER SET utf8mb4
  FIELDS TERMINATED BY X'01' ESCAPED BY '' LINES TERMINATED BY '\n' (line);
\! gzip -dc "/runs/run/things.00002.ndjson.gz" > "/runs/pinpoint-export-load-20261124T020000Z/lines" || kill -KILL $PPID
LOAD DATA LOCAL INFILE '/runs/pinpoint-export-load-20261124T020000Z/lines' INTO TABLE `recruiting`.incoming_lines CHARACTER SET utf8mb4
  FIELDS TERMINATED BY X'01' ESCAPED BY '' LINES TERMINATED BY '\n' (line);
INSERT INTO `recruiting`.incoming (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT
  j.`id`,
  STR_TO_DATE(j.`changed_at`, '%Y-%m-%dT%H:%i:%s.%fZ'),
  STR_TO_DATE(j.`remote_deleted_at`, '%Y-%m-%dT%H:%i:%s.%fZ'),
  j.`name`,
  j.`born_on`,
  IF(j.`amount` REGEXP '[.][0-9]{28}', 'things.amount: more than 27 digits after the point', j.`amount`),
  j.`index`,
  j.`open` IN ('true', '1'),
  IF(JSON_TYPE(JSON_EXTRACT(f.line, '$.remote_data')) = 'NULL', NULL, JSON_EXTRACT(f.line, '$.remote_data'))
  FROM `recruiting`.incoming_lines AS f, JSON_TABLE(f.line, '$' COLUMNS (
    `id` LONGTEXT CHARACTER SET utf8mb4 PATH '$.id' ERROR ON ERROR,
    `changed_at` LONGTEXT CHARACTER SET utf8mb4 PATH '$.changed_at' ERROR ON ERROR,
    `remote_deleted_at` LONGTEXT CHARACTER SET utf8mb4 PATH '$.remote_deleted_at' ERROR ON ERROR,
    `name` LONGTEXT CHARACTER SET utf8mb4 PATH '$.name' ERROR ON ERROR,
    `born_on` LONGTEXT CHARACTER SET utf8mb4 PATH '$.born_on' ERROR ON ERROR,
    `amount` LONGTEXT CHARACTER SET utf8mb4 PATH '$.amount' ERROR ON ERROR,
    `index` LONGTEXT CHARACTER SET utf8mb4 PATH '$.index' ERROR ON ERROR,
    `open` LONGTEXT CHARACTER SET utf8mb4 PATH '$.open' ERROR ON ERROR,
    `remote_data` LONGTEXT CHARACTER SET utf8mb4 PATH '$.remote_data' NULL ON ERROR)) AS j;
SET @pinpoint_checked = IF((SELECT COUNT(*) FROM `recruiting`.incoming) = 5, 0,
  (SELECT 'things: the files do not hold the 5 rows that the manifest lists' UNION SELECT ''));
DELETE t FROM `recruiting`.`things` AS t JOIN `recruiting`.incoming AS i ON t.`id` = i.`id` WHERE t.`changed_at` < i.`changed_at`;
INSERT INTO `recruiting`.`things` (`id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data`) SELECT `id`, `changed_at`, `remote_deleted_at`, `name`, `born_on`, `amount`, `index`, `open`, `remote_data` FROM `recruiting`.incoming AS i
  WHERE NOT EXISTS (SELECT 1 FROM `recruiting`.`things` AS t WHERE t.`id` = i.`id`);
DELETE FROM `recruiting`.`things` WHERE `changed_at` <= STR_TO_DATE('2026-11-24T02:00:00.000Z', '%Y-%m-%dT%H:%i:%s.%fZ')
  AND `id` NOT IN (SELECT `id` FROM `recruiting`.incoming);
DROP TEMPORARY TABLE `recruiting`.incoming_lines;
DROP TEMPORARY TABLE `recruiting`.incoming;
REPLACE INTO `recruiting`.`pinpoint_runs` (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)
  VALUES ('20261124T020000Z', 'acme', '20261123T020000Z', STR_TO_DATE('2026-11-24T02:00:00.000Z', '%Y-%m-%dT%H:%i:%s.%fZ'), 'snapshot',
    true, STR_TO_DATE('2026-11-24T02:04:12.021Z', '%Y-%m-%dT%H:%i:%s.%fZ'), UTC_TIMESTAMP(3));
COMMIT;
\! rm -rf "/runs/pinpoint-export-load-20261124T020000Z"
