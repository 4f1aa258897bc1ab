-- A finding about many trips of a month grows while the month goes on. What was found first
-- stays as it was; with more trips it is found again, and the later one names the earlier.

ALTER TABLE finding
    ADD COLUMN supersedes uuid,      -- the same with fewer trips; none: found the first time
    ADD CONSTRAINT finding_supersedes_one
        FOREIGN KEY (municipality, supersedes) REFERENCES finding,
    -- What is on a trip touches money: it stays until somebody decides.
    ADD CONSTRAINT finding_on_a_trip_supersedes_nothing
        CHECK (supersedes IS NULL OR trip IS NULL);

-- Looking again finds nothing twice, as before, unless it has grown; and it grows once.
DROP INDEX finding_once;
CREATE UNIQUE INDEX finding_once ON finding
    (municipality, code, operator, month, trip, ordinal, subject, supersedes) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX finding_superseded_once ON finding (supersedes, municipality)
    WHERE supersedes IS NOT NULL;

-- An operator's queue, too, has the latest one only.
GRANT SELECT (supersedes) ON finding TO mytaku_operator;
