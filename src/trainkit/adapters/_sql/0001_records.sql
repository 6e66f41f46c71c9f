-- One table for all kinds: a record is text under a name, with a day to find it by.
CREATE TABLE records (
  athlete TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  day TEXT,
  licence TEXT NOT NULL,
  at_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (athlete, kind, key)
);
CREATE INDEX records_by_day ON records (athlete, kind, day);
CREATE INDEX records_by_licence ON records (licence, at_us);
