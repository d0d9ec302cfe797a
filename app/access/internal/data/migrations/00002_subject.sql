-- +goose Up
-- The token of the credit subject a person is: a USCC, or a person's token. Never an ID number. Empty for everybody else.
ALTER TABLE people ADD COLUMN subject VARCHAR(64) NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE people DROP COLUMN subject;
