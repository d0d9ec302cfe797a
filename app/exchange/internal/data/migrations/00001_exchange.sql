-- +goose Up
CREATE TABLE receipts (
  id               VARCHAR(64)  NOT NULL PRIMARY KEY,
  agency           VARCHAR(64)  NOT NULL,
  resource         VARCHAR(64)  NOT NULL,
  resource_version INTEGER      NOT NULL,
  op               INTEGER      NOT NULL,
  received_at      BIGINT       NOT NULL,
  channel          VARCHAR(20)  NOT NULL,
  total            BIGINT       NOT NULL,
  accepted         BIGINT       NOT NULL,
  refused          BIGINT       NOT NULL,
  late             BIGINT       NOT NULL,
  hinted           BIGINT       NOT NULL,
  -- NULL when the push had none, so that the unique index does not bind them.
  idempotency_key  VARCHAR(200),
  digest           VARCHAR(64)  NOT NULL,
  evidence         BIGINT,
  state            VARCHAR(20)  NOT NULL,
  parent           VARCHAR(64)  NOT NULL,
  -- 1 when its records feed the subject registry.
  teaches          INTEGER      NOT NULL
);
CREATE UNIQUE INDEX receipts_key ON receipts (agency, resource, op, idempotency_key);
CREATE INDEX receipts_agency ON receipts (agency, id);
CREATE INDEX receipts_state ON receipts (state);

CREATE TABLE outcomes (
  receipt       VARCHAR(64)  NOT NULL,
  seq           BIGINT       NOT NULL,
  line          BIGINT       NOT NULL,
  status        VARCHAR(20)  NOT NULL,
  record_id     TEXT         NOT NULL,
  field         VARCHAR(200) NOT NULL,
  reason        VARCHAR(100) NOT NULL,
  message_zh    TEXT         NOT NULL,
  message_en    TEXT         NOT NULL,
  next_zh       TEXT         NOT NULL,
  next_en       TEXT         NOT NULL,
  rule          TEXT         NOT NULL,
  quarantine_id VARCHAR(64)  NOT NULL,
  PRIMARY KEY (receipt, seq)
);

-- How far each inbox has been dealt with: a redelivered message below next_offset has its receipt already.
CREATE TABLE inbox_marks (
  topic       VARCHAR(249) NOT NULL,
  part        INTEGER      NOT NULL,
  next_offset BIGINT       NOT NULL,
  PRIMARY KEY (topic, part)
);

CREATE TABLE quarantine (
  id             VARCHAR(64)  NOT NULL PRIMARY KEY,
  receipt        VARCHAR(64)  NOT NULL,
  agency         VARCHAR(64)  NOT NULL,
  resource       VARCHAR(64)  NOT NULL,
  line           BIGINT       NOT NULL,
  at             BIGINT       NOT NULL,
  by_whom        VARCHAR(128) NOT NULL,
  reasons        TEXT         NOT NULL,
  parent         VARCHAR(64)  NOT NULL,
  content_type   VARCHAR(100) NOT NULL,
  -- Sealed text.
  raw            TEXT         NOT NULL,
  state          VARCHAR(20)  NOT NULL,
  resubmitted_as VARCHAR(64)  NOT NULL
);
CREATE INDEX quarantine_agency ON quarantine (agency, state, at);
CREATE INDEX quarantine_receipt ON quarantine (receipt);

-- The subject registry, learned from accepted registrations; it can be learned again from the records topic.
CREATE TABLE subjects (
  code     VARCHAR(18)  NOT NULL PRIMARY KEY,
  name     VARCHAR(500) NOT NULL,
  since    INTEGER      NOT NULL,
  status   VARCHAR(100) NOT NULL,
  known_at BIGINT       NOT NULL
);
CREATE TABLE former_names (
  code  VARCHAR(18)  NOT NULL,
  name  VARCHAR(500) NOT NULL,
  until INTEGER      NOT NULL,
  PRIMARY KEY (code, name)
);
CREATE TABLE legacy_codes (
  legacy VARCHAR(64) NOT NULL,
  code   VARCHAR(18) NOT NULL,
  PRIMARY KEY (legacy, code)
);
CREATE INDEX legacy_codes_code ON legacy_codes (code);

-- +goose Down
DROP TABLE legacy_codes;
DROP TABLE former_names;
DROP TABLE subjects;
DROP TABLE quarantine;
DROP TABLE inbox_marks;
DROP TABLE outcomes;
DROP TABLE receipts;
