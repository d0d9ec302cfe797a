-- +goose Up
-- Who is correcting an entry right now: of two corrections at once the second is refused. Empty and 0 when nobody is.
ALTER TABLE quarantine ADD COLUMN claim VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN claimed_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE quarantine DROP COLUMN claimed_at;
ALTER TABLE quarantine DROP COLUMN claim;
