-- +goose Up
-- What the monthly score is reckoned from, per receipt; counted is 1 once it stands in the sums below.
ALTER TABLE receipts ADD COLUMN backfill INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN dated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN filled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN applying BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN faulted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
-- 1 for a dry run with more outcomes than one answer holds; such a receipt is no push and lives for a day.
ALTER TABLE receipts ADD COLUMN dry_run INTEGER NOT NULL DEFAULT 0;
CREATE INDEX receipts_digest ON receipts (agency, resource, digest);
CREATE INDEX receipts_dry ON receipts (dry_run, received_at);

-- Sums per agency, resource and month of arrival (year * 100 + month, Asia/Shanghai), of receipts from this version on.
CREATE TABLE quality (
  agency         VARCHAR(64) NOT NULL,
  resource       VARCHAR(64) NOT NULL,
  month          INTEGER     NOT NULL,
  total          BIGINT      NOT NULL,
  accepted       BIGINT      NOT NULL,
  refused        BIGINT      NOT NULL,
  fresh          BIGINT      NOT NULL,
  taken          BIGINT      NOT NULL,
  withdrawn      BIGINT      NOT NULL,
  late           BIGINT      NOT NULL,
  hinted         BIGINT      NOT NULL,
  dated          BIGINT      NOT NULL,
  filled         BIGINT      NOT NULL,
  applying       BIGINT      NOT NULL,
  faulted        BIGINT      NOT NULL,
  corrected      BIGINT      NOT NULL,
  corrected_late BIGINT      NOT NULL,
  PRIMARY KEY (agency, resource, month)
);

-- Day of the decision in days since 1970; NULL while nobody has looked, -2147483648 where it can't be read.
ALTER TABLE quarantine ADD COLUMN occurred_on INTEGER;
CREATE INDEX quarantine_parent ON quarantine (parent);

-- +goose Down
DROP INDEX quarantine_parent;
ALTER TABLE quarantine DROP COLUMN occurred_on;
DROP TABLE quality;
DROP INDEX receipts_dry;
DROP INDEX receipts_digest;
ALTER TABLE receipts DROP COLUMN dry_run;
ALTER TABLE receipts DROP COLUMN counted;
ALTER TABLE receipts DROP COLUMN faulted;
ALTER TABLE receipts DROP COLUMN applying;
ALTER TABLE receipts DROP COLUMN filled;
ALTER TABLE receipts DROP COLUMN dated;
ALTER TABLE receipts DROP COLUMN backfill;
