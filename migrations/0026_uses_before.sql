-- Uses on paper before the card (利用済み回数), where they were entered wrongly or came in late.
--
-- What the registration said is in `registrant`; here is what was said of it afterwards. A
-- trip is decided by what was entered last before it came in.
CREATE TABLE registrant_uses_before (
    municipality text NOT NULL,
    registrant text NOT NULL,
    uses integer NOT NULL,           -- in the fiscal year of registered_on, in all
    entry bigint GENERATED ALWAYS AS IDENTITY,
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    PRIMARY KEY (municipality, registrant, entry),
    FOREIGN KEY (municipality, registrant) REFERENCES registrant,
    FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT registrant_uses_before_is_a_count CHECK (uses >= 0)
);

SELECT protect_tenant('registrant_uses_before');
SELECT make_append_only('registrant_uses_before');

-- The uses that hold by all that was entered.
CREATE VIEW registrant_used_before WITH (security_invoker = true) AS
SELECT registrant.municipality, registrant.registrant,
    coalesce(last.uses, registrant.uses_before) AS uses
FROM registrant
LEFT JOIN LATERAL (
    SELECT entered.uses FROM registrant_uses_before AS entered
    WHERE entered.municipality = registrant.municipality
        AND entered.registrant = registrant.registrant
    ORDER BY entered.entry DESC LIMIT 1) AS last ON true;

GRANT SELECT, INSERT ON registrant_uses_before TO mytaku_service;
GRANT SELECT ON registrant_used_before TO mytaku_service;
