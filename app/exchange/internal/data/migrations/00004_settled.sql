-- +goose Up
-- How an entry that belongs to no agency, so that nobody can resubmit it, came to its end. Empty and 0 otherwise.
ALTER TABLE quarantine ADD COLUMN settled_by VARCHAR(128) NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN settled_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN settled_why TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE quarantine DROP COLUMN settled_why;
ALTER TABLE quarantine DROP COLUMN settled_at;
ALTER TABLE quarantine DROP COLUMN settled_by;
