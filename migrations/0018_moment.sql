-- The last moment (時点) that something was stamped with. Whoever decides trips, or changes
-- what they are decided by, takes the next one, and holds its row until the transaction
-- ends: one at a time, and each later than all before it, also when a clock stands still,
-- is set back, or is another machine's. It is held also before there is a municipality,
-- while its registry is begun, and so refers to none.
CREATE TABLE last_moment (
    municipality text PRIMARY KEY,
    moment timestamptz NOT NULL
);

INSERT INTO last_moment
SELECT municipality, max(at) FROM (
    SELECT municipality, received_at AS at FROM trip
    UNION ALL SELECT municipality, published_at FROM scheme_file
    UNION ALL SELECT municipality, admitted_at FROM registrant
    UNION ALL SELECT municipality, admitted_at FROM registrant_ground
    UNION ALL SELECT municipality, linked_at FROM credential
    UNION ALL SELECT municipality, enrolled_at FROM terminal_key
    UNION ALL SELECT municipality, revoked_at FROM terminal_key_revocation
    UNION ALL SELECT municipality, entered_at FROM assignment
    UNION ALL SELECT municipality, entered_at FROM operator_terms
    UNION ALL SELECT municipality, entered_at FROM operator_account
    UNION ALL SELECT municipality, entered_at FROM registrant_standing
    UNION ALL SELECT municipality, entered_at FROM credential_state
    UNION ALL SELECT municipality, found_at FROM finding
    UNION ALL SELECT municipality, decided_at FROM review_decision
    UNION ALL SELECT municipality, closed_at FROM month) AS stamped
WHERE at IS NOT NULL GROUP BY municipality;

SELECT protect_tenant('last_moment');

GRANT SELECT, INSERT ON last_moment TO mytaku_service;
GRANT UPDATE (moment) ON last_moment TO mytaku_service;
