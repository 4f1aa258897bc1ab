-- What persons and programs did.

--! hold_trail
-- One entry of a municipality at a time: each is chained to the one before.
SELECT pg_advisory_xact_lock(hashtextextended('trail:' || :municipality, 0))::text AS held;

--! last_trail_entry
SELECT number, digest FROM trail_entry
WHERE municipality = :municipality ORDER BY number DESC LIMIT 1;

--! put_trail_entry (code?, previous_digest?)
INSERT INTO trail_entry (municipality, number, act, phase, at, who, through, what, subject, code,
    previous_digest, digest)
VALUES (:municipality, :number, :act, :phase, :at, :who, :through, :what, :subject, :code,
    :previous_digest, :digest);

--! get_trail_entries : (code?, previous_digest?)
SELECT number, act, phase, at, who, through, what, subject, code, previous_digest, digest
FROM trail_entry
WHERE municipality = :municipality AND number > :after ORDER BY number LIMIT :entries;
