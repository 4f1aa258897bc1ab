-- Everything of the registry dated, so that "was this valid on the day of the trip"
-- has one answer also years later, and so has "as it was known when it came in".
--
-- One pattern for all: a row says what holds from a day on, and when it was entered.
-- On a day, the row with the latest `from` that is not after it holds; of several
-- from the same day, the one entered last (`entry`). So a change is a row with a new
-- day, a correction is another row with the same day, and nothing is ever edited.
-- What counted when a trip came in is found by leaving out what was entered later.

-- To whom something belongs (所属・搭載): a vehicle and a driver to an operator, a
-- terminal to the vehicle that it is fitted in.
CREATE TABLE assignment (
    municipality text NOT NULL REFERENCES municipality,
    kind text NOT NULL,
    thing text NOT NULL,             -- the vehicle, driver or terminal
    holder text,                     -- the operator or vehicle; none: out of service from then on
    from_date date NOT NULL,
    entry bigint GENERATED ALWAYS AS IDENTITY,
    entered_at timestamptz NOT NULL,
    entered_by text,                 -- none: by the file that began the registry
    PRIMARY KEY (municipality, kind, thing, from_date, entry),
    FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT assignment_kind_is_known CHECK (kind IN ('vehicle', 'driver', 'terminal'))
);

-- On what terms an operator (事業者) takes part, from a day on.
CREATE TABLE operator_terms (
    municipality text NOT NULL,
    operator text NOT NULL,
    from_date date NOT NULL,
    licensed_until date,             -- 許可の有効期限, last day; none while open
    contracted_until date,           -- 協定の終了日, last day; none while open
    invoice_number text,             -- 適格請求書発行事業者登録番号
    entry bigint GENERATED ALWAYS AS IDENTITY,
    entered_at timestamptz NOT NULL,
    entered_by text,
    PRIMARY KEY (municipality, operator, from_date, entry),
    FOREIGN KEY (municipality, operator) REFERENCES operator,
    FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT operator_terms_invoice_number_is_t_and_13_digits
        CHECK (invoice_number ~ '^T[0-9]{13}$')
);

-- Whether a registrant is registered (登録・終了・再登録). The first registration is
-- in `registrant` itself; here is what came after it.
CREATE TABLE registrant_standing (
    municipality text NOT NULL,
    registrant text NOT NULL,
    from_date date NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,            -- a code
    entry bigint GENERATED ALWAYS AS IDENTITY,
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    PRIMARY KEY (municipality, registrant, from_date, entry),
    FOREIGN KEY (municipality, registrant) REFERENCES registrant,
    FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT registrant_standing_state_is_known CHECK (state IN ('registered', 'ended')),
    CONSTRAINT registrant_standing_reason_is_known CHECK (reason IN
        ('death', 'moved_away', 'withdrawn', 'excluded', 'ground_ended', 'mistaken',
         'readmitted', 'correction'))
);

-- A card's state from a moment on; until the first row it may be used.
CREATE TABLE credential_state (
    municipality text NOT NULL,
    fingerprint bytea NOT NULL,
    from_at timestamptz NOT NULL,
    state text NOT NULL,
    entry bigint GENERATED ALWAYS AS IDENTITY,
    entered_at timestamptz NOT NULL,
    entered_by text NOT NULL,
    PRIMARY KEY (municipality, fingerprint, from_at, entry),
    FOREIGN KEY (municipality, fingerprint) REFERENCES credential,
    FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT credential_state_is_known CHECK (state IN ('usable', 'lost', 'revoked', 'replaced'))
);

ALTER TABLE credential
    ADD COLUMN kind text NOT NULL DEFAULT 'card',
    ADD COLUMN linked_how text NOT NULL DEFAULT 'desk_tap',
    ADD CONSTRAINT credential_kind_is_known
        CHECK (kind IN ('card', 'transit_card', 'next_generation_card')),
    ADD CONSTRAINT credential_linked_how_is_known
        CHECK (linked_how IN ('desk_tap', 'import', 'succession'));

-- A ground is corrected by a newer row with the same first day. One that ends the
-- day before it begins never held.
ALTER TABLE registrant_ground
    DROP CONSTRAINT registrant_ground_pkey,
    DROP CONSTRAINT registrant_ground_ends_after_it_begins,
    ADD COLUMN entry bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN evidence text,        -- what was shown for it, a code
    ADD CONSTRAINT registrant_ground_pkey
        PRIMARY KEY (municipality, registrant, ground, from_date, entry),
    ADD CONSTRAINT registrant_ground_ends_after_it_begins CHECK (until_date >= from_date - 1),
    ADD CONSTRAINT registrant_ground_evidence_is_a_code CHECK (evidence ~ '^[a-z][a-z0-9_]{0,63}$');

-- What was there before holds from the first month that is settled, and was always known.
INSERT INTO assignment (municipality, kind, thing, holder, from_date, entered_at)
SELECT municipality, kind, thing, holder, first_month, 'epoch'
FROM municipality JOIN (
    SELECT municipality, 'vehicle', vehicle, operator FROM vehicle
    UNION ALL SELECT municipality, 'driver', driver, operator FROM driver
    UNION ALL SELECT municipality, 'terminal', terminal, vehicle FROM terminal
) AS known (municipality, kind, thing, holder) USING (municipality);
INSERT INTO operator_terms (municipality, operator, from_date, entered_at)
SELECT municipality, operator, first_month, 'epoch'
FROM municipality JOIN operator USING (municipality);
INSERT INTO registrant_standing (municipality, registrant, from_date, state, reason, entered_at,
    entered_by)
SELECT municipality, registrant, ended_on + 1, 'ended', 'correction', admitted_at, admitted_by
FROM registrant WHERE ended_on IS NOT NULL;
ALTER TABLE registrant DROP COLUMN ended_on;

SELECT protect_tenant('assignment'), protect_tenant('operator_terms'),
       protect_tenant('registrant_standing'), protect_tenant('credential_state');
SELECT make_append_only('assignment'), make_append_only('operator_terms'),
       make_append_only('registrant_standing'), make_append_only('credential_state'),
       make_append_only('registrant_ground');

GRANT SELECT, INSERT ON assignment, operator_terms, registrant_standing, credential_state
    TO mytaku_service;
