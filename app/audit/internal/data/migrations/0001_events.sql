-- The searchable copy of the ledger. It may be dropped: it is filled again from the audit topic.
-- An entry inserted twice is the same entry, so the engine may keep either.
CREATE TABLE IF NOT EXISTS {db}.events {on_cluster} (
    entry          UInt64,
    at             DateTime64(3, 'UTC'),
    kind           LowCardinality(String),
    allow          Bool,
    actor          String,
    agency         LowCardinality(String),
    credential     String,
    subject        String,
    resource       LowCardinality(String),
    action         LowCardinality(String),
    purpose        LowCardinality(String),
    case_no        String,
    reason         LowCardinality(String),
    policy_version UInt64,
    count          Int64,
    withheld       Int64,
    salt           String,
    detail         String CODEC(ZSTD(1)),
    INDEX by_at at TYPE minmax GRANULARITY 1,
    INDEX by_kind kind TYPE set(32) GRANULARITY 4,
    INDEX by_allow allow TYPE set(2) GRANULARITY 4,
    INDEX by_actor actor TYPE bloom_filter(0.005) GRANULARITY 4,
    INDEX by_agency agency TYPE bloom_filter(0.005) GRANULARITY 4,
    INDEX by_subject subject TYPE bloom_filter(0.005) GRANULARITY 4,
    INDEX by_resource resource TYPE bloom_filter(0.005) GRANULARITY 4,
    INDEX by_case case_no TYPE bloom_filter(0.005) GRANULARITY 4
) ENGINE = {engine}ReplacingMergeTree
ORDER BY entry
SETTINGS index_granularity = 2048;
