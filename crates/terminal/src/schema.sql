-- Every record ever signed, in the order of the chain. Nothing is changed in
-- it but what the service answered.
CREATE TABLE record (
    sequence    INTEGER PRIMARY KEY CHECK (sequence >= 1),
    trip_id     TEXT NOT NULL UNIQUE,
    digest      TEXT NOT NULL UNIQUE,
    jws         TEXT NOT NULL,
    subsidy_yen INTEGER NOT NULL,
    online      INTEGER NOT NULL CHECK (online IN (0, 1)),
    signed_at   TEXT NOT NULL,
    status      TEXT CHECK (status IN ('created', 'duplicate', 'conflict', 'rejected')),
    answer      TEXT,
    CHECK ((status IS NULL) = (answer IS NULL))
) STRICT;
CREATE INDEX record_waiting ON record (sequence) WHERE status IS NULL;
CREATE TRIGGER record_is_kept BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER record_is_kept_as_signed
BEFORE UPDATE OF sequence, trip_id, digest, jws, subsidy_yen, online, signed_at ON record
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;

-- The trip that is under way, so that a restart does not lose its taps.
CREATE TABLE open_trip (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL
) STRICT;

-- The lowest number of a nonce that was never handed out.
CREATE TABLE nonce (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    next INTEGER NOT NULL CHECK (next >= 0)
) STRICT;
INSERT INTO nonce VALUES (1, 0);

-- What this terminal knows of a card's uses, under a salt of its own, for
-- trips without a network.
CREATE TABLE salt (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL CHECK (length(salt) = 16)
) STRICT;
CREATE TABLE card_use (
    card  TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    noted INTEGER NOT NULL UNIQUE
) STRICT;
