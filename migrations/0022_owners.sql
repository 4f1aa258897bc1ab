-- Whose a card is (登録カードの持ち主), where it was linked to the wrong registrant.
--
-- The first owner is in `credential`; here is what was said of it afterwards. A wrong link
-- was wrong from its first day, so that an entry has no day from which it holds: the card
-- is whose was entered last, and for a trip whose was entered last before it came in.
CREATE TABLE credential_owner (
    municipality text NOT NULL,
    fingerprint bytea NOT NULL,
    registrant text,                 -- none: of nobody known here, until it is linked anew
    reason text NOT NULL,            -- a code
    entry bigint GENERATED ALWAYS AS IDENTITY,
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    PRIMARY KEY (municipality, fingerprint, entry),
    FOREIGN KEY (municipality, fingerprint) REFERENCES credential,
    FOREIGN KEY (municipality, registrant) REFERENCES registrant,
    FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT credential_owner_reason_is_known CHECK (reason IN
        ('wrong_registrant', 'wrong_card', 'wrong_import', 'desk_tap', 'import')),
    CONSTRAINT credential_owner_is_somebody_when_linked
        CHECK (registrant IS NOT NULL OR reason NOT IN ('desk_tap', 'import'))
);
CREATE INDEX credential_owner_of_registrant ON credential_owner (registrant, municipality);

SELECT protect_tenant('credential_owner');
SELECT make_append_only('credential_owner');

-- Everybody whose a card was ever said to be.
CREATE VIEW credential_holder WITH (security_invoker = true) AS
SELECT municipality, fingerprint, registrant FROM credential
UNION ALL
SELECT municipality, fingerprint, registrant FROM credential_owner WHERE registrant IS NOT NULL;

-- Whose each card is by all that was entered (none: nobody's), and since when it is theirs.
CREATE VIEW credential_held WITH (security_invoker = true) AS
SELECT credential.municipality, credential.fingerprint, credential.kind,
    CASE WHEN last.entry IS NULL THEN credential.registrant ELSE last.registrant END AS registrant,
    coalesce(last.entered_at, credential.linked_at) AS held_since
FROM credential
LEFT JOIN LATERAL (
    SELECT owner.entry, owner.registrant, owner.entered_at FROM credential_owner AS owner
    WHERE owner.municipality = credential.municipality
        AND owner.fingerprint = credential.fingerprint
    ORDER BY owner.entry DESC LIMIT 1) AS last ON true;

GRANT SELECT, INSERT ON credential_owner TO mytaku_service;
GRANT SELECT ON credential_holder, credential_held TO mytaku_service;
