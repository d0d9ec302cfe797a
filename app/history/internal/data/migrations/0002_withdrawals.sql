-- The subjects of whom a registration was ever withdrawn. Whether one of theirs is still in force, only their records tell; of all others the
-- row in subjects is enough.
CREATE TABLE IF NOT EXISTS {db}.withdrawals {on_cluster} (
    subject String,
    version UInt64
) ENGINE = {engine}ReplacingMergeTree(version) ORDER BY subject
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1;

INSERT INTO {db}.withdrawals SELECT subject, max(offset) FROM {db}.records WHERE op = 1 AND about != '' AND subject != '' GROUP BY subject;
