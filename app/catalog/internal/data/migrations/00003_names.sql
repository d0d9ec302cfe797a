-- +goose Up
-- Who proposed and who decided, by the name of then: the second person must know whose change it is. Empty in proposals of before.
ALTER TABLE resource_proposals ADD COLUMN proposed_by_name VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE resource_proposals ADD COLUMN decided_by_name VARCHAR(200) NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE resource_proposals DROP COLUMN decided_by_name;
ALTER TABLE resource_proposals DROP COLUMN proposed_by_name;
