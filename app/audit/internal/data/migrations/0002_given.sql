-- Which resources an answer over several of them held records of, and how many of each. Entries from before their evidence said so
-- have none.
ALTER TABLE {db}.events {on_cluster} ADD COLUMN IF NOT EXISTS given Array(LowCardinality(String));
ALTER TABLE {db}.events {on_cluster} ADD COLUMN IF NOT EXISTS given_count Array(Int64);
ALTER TABLE {db}.events {on_cluster} ADD INDEX IF NOT EXISTS by_given given TYPE bloom_filter(0.005) GRANULARITY 4;
