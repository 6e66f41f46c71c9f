-- Who may do a thing that only one process at a time does, and until when.
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  until_us BIGINT NOT NULL
)
