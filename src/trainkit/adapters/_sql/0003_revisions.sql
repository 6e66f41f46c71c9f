-- What changes with each write of records of a kind. A kind without one has no records.
CREATE TABLE revisions (
  athlete TEXT NOT NULL,
  kind TEXT NOT NULL,
  revision TEXT NOT NULL,
  PRIMARY KEY (athlete, kind)
);
INSERT INTO revisions (athlete, kind, revision)
SELECT DISTINCT athlete, kind, 'first' FROM records WHERE kind <> 'cache'
