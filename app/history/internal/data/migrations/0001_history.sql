-- One row per version of a record. The subject comes first: a profile reads one range. Among rows of one source the first arrival
-- stays, because `rank` falls as the offset rises. Days count from 1970-01-01, -2147483648 is none; known_at is in microseconds.
-- Small granules: one subject has tens of records, and a whole granule is read for them.
CREATE TABLE IF NOT EXISTS {db}.records {on_cluster} (
    subject String,
    resource String,
    record_id String,
    source FixedString(16),
    rank UInt64,
    offset UInt64,
    resource_version UInt16,
    class String,
    kind UInt8,
    name String,
    document_no String,
    agency String,
    division String,
    occurred_on Int32,
    valid_from Int32,
    valid_to Int32,
    publish_to Int32,
    severity UInt8,
    op UInt8,
    late UInt8,
    working_days Int16,
    known_at Int64,
    digest FixedString(32),
    receipt String,
    hints String,
    fields String,
    about String
) ENGINE = {engine}ReplacingMergeTree(rank) ORDER BY (subject, resource, record_id, source)
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1;

-- Who the subjects are, as searches show them. A registration outranks what other records call a subject; among registrations the last
-- counts, among other records the first, so that the same log gives the same rows however it was cut into blocks.
CREATE TABLE IF NOT EXISTS {db}.subjects {on_cluster} (
    subject String,
    version UInt64,
    kind UInt8,
    name String,
    division String,
    status String,
    registered UInt8
) ENGINE = {engine}ReplacingMergeTree(version) ORDER BY subject
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1;

-- Every name an organisation has or had, normalised. Persons are not here: they are found by document only. The index is of pairs of
-- characters, so parts of two characters find their rows.
CREATE TABLE IF NOT EXISTS {db}.names {on_cluster} (
    subject String,
    name String,
    version UInt64,
    kind UInt8,
    former UInt8,
    INDEX pairs name TYPE text(tokenizer = ngrams(2)) GRANULARITY 100000000
) ENGINE = {engine}ReplacingMergeTree(version) ORDER BY (subject, name)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- Which subject an older code stands for: registration number, organisation code, tax number.
CREATE TABLE IF NOT EXISTS {db}.codes {on_cluster} (
    code String,
    subject String,
    version UInt64
) ENGINE = {engine}ReplacingMergeTree(version) ORDER BY (code, subject)
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1;
