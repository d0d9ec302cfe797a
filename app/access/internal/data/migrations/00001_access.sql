-- +goose Up
-- Times are Unix milliseconds, 0 for none; digests are hexadecimal. The same on SQLite and PostgreSQL.
CREATE TABLE agencies (
  code     VARCHAR(64)  NOT NULL PRIMARY KEY,
  name     VARCHAR(200) NOT NULL,
  uscc     VARCHAR(18)  NOT NULL,
  division VARCHAR(6)   NOT NULL,
  kind     VARCHAR(20)  NOT NULL,
  disabled INTEGER      NOT NULL
);
CREATE TABLE people (
  id           VARCHAR(64)  NOT NULL PRIMARY KEY,
  name         VARCHAR(64)  NOT NULL UNIQUE,
  display_name VARCHAR(64)  NOT NULL,
  agency       VARCHAR(64)  NOT NULL,
  disabled     INTEGER      NOT NULL,
  password     VARCHAR(200) NOT NULL,
  enrolment    VARCHAR(64)  NOT NULL,
  enrol_until  BIGINT       NOT NULL,
  created      BIGINT       NOT NULL
);
CREATE TABLE keys (
  id      VARCHAR(64)  NOT NULL PRIMARY KEY,
  agency  VARCHAR(64)  NOT NULL,
  label   VARCHAR(100) NOT NULL,
  hash    VARCHAR(64)  NOT NULL UNIQUE,
  sealed  VARCHAR(500) NOT NULL,
  created BIGINT       NOT NULL,
  expires BIGINT       NOT NULL,
  revoked BIGINT       NOT NULL
);
CREATE TABLE sessions (
  id      VARCHAR(64) NOT NULL PRIMARY KEY,
  person  VARCHAR(64) NOT NULL,
  hash    VARCHAR(64) NOT NULL UNIQUE,
  created BIGINT      NOT NULL,
  expires BIGINT      NOT NULL,
  seen    BIGINT      NOT NULL
);
CREATE TABLE failures (
  name   VARCHAR(64) NOT NULL PRIMARY KEY,
  count  INTEGER     NOT NULL,
  last   BIGINT      NOT NULL,
  locked BIGINT      NOT NULL
);
CREATE TABLE versions (
  number BIGINT       NOT NULL PRIMARY KEY,
  at     BIGINT       NOT NULL,
  author VARCHAR(64)  NOT NULL,
  why    VARCHAR(600) NOT NULL,
  lines  INTEGER      NOT NULL
);
-- A line belongs to the versions from `added` up to, but not including, `removed` (0: still in force). Lines are never deleted.
CREATE TABLE lines (
  id        VARCHAR(64)   NOT NULL PRIMARY KEY,
  seq       BIGINT        NOT NULL,
  type      VARCHAR(2)    NOT NULL,
  subject   VARCHAR(128)  NOT NULL,
  domain    VARCHAR(64)   NOT NULL,
  object    VARCHAR(200)  NOT NULL,
  action    VARCHAR(200)  NOT NULL,
  effect    VARCHAR(5)    NOT NULL,
  fields    VARCHAR(1000) NOT NULL,
  purposes  VARCHAR(500)  NOT NULL,
  case_form VARCHAR(200)  NOT NULL,
  scope     VARCHAR(10)   NOT NULL,
  ends      VARCHAR(30)   NOT NULL,
  added     BIGINT        NOT NULL,
  removed   BIGINT        NOT NULL
);
CREATE INDEX lines_in_force ON lines (removed, added);
-- Evidence written in the same transaction as the change it tells of, until the ledger has it.
CREATE TABLE outbox (
  id    VARCHAR(64) NOT NULL PRIMARY KEY,
  event TEXT        NOT NULL
);

-- +goose Down
DROP TABLE outbox;
DROP TABLE lines;
DROP TABLE versions;
DROP TABLE failures;
DROP TABLE sessions;
DROP TABLE keys;
DROP TABLE people;
DROP TABLE agencies;
