-- +goose Up
-- Every version of every definition; nothing is overwritten. Times are Unix milliseconds, digests hexadecimal. serial grows with each
-- publication and is what followers compare. The same on SQLite and PostgreSQL.
CREATE TABLE resource_versions (
  serial       BIGINT       NOT NULL PRIMARY KEY,
  code         VARCHAR(64)  NOT NULL,
  version      INTEGER      NOT NULL,
  digest       VARCHAR(64)  NOT NULL,
  definition   TEXT         NOT NULL,
  source       TEXT         NOT NULL,
  published_at BIGINT       NOT NULL,
  published_by VARCHAR(100) NOT NULL,
  why          VARCHAR(500) NOT NULL,
  UNIQUE (code, version)
);
CREATE INDEX resource_versions_digest ON resource_versions (code, digest);

-- +goose Down
DROP TABLE resource_versions;
