-- +goose Up
-- Definitions that would show stored data to more people: they wait for a second person. A row is written once and decided once.
-- base is the version in force that was compared with; version is the number that was published, 0 if none was.
CREATE TABLE resource_proposals (
  id           VARCHAR(40)  NOT NULL PRIMARY KEY,
  code         VARCHAR(64)  NOT NULL,
  base         INTEGER      NOT NULL,
  digest       VARCHAR(64)  NOT NULL,
  definition   TEXT         NOT NULL,
  source       TEXT         NOT NULL,
  openings     TEXT         NOT NULL,
  proposed_at  BIGINT       NOT NULL,
  proposed_by  VARCHAR(100) NOT NULL,
  why          VARCHAR(500) NOT NULL,
  state        VARCHAR(10)  NOT NULL,
  decided_at   BIGINT       NOT NULL,
  decided_by   VARCHAR(100) NOT NULL,
  decision_why VARCHAR(500) NOT NULL,
  version      INTEGER      NOT NULL
);
CREATE INDEX resource_proposals_code ON resource_proposals (code, digest);
CREATE INDEX resource_proposals_state ON resource_proposals (state, id);

-- +goose Down
DROP TABLE resource_proposals;
