-- Who may come in, what they see once inside, and what they did.

-- The third wall: an operator's program works under the role mytaku_operator.
-- A role of its own rather than a second policy for mytaku_service, since it may
-- then read only what is opened to it below, column by column: a new table is
-- closed to operators until it calls open_to_operator.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mytaku_operator') THEN
        CREATE ROLE mytaku_operator NOLOGIN;
    END IF;
END
$$;
GRANT mytaku_operator TO CURRENT_USER;

-- The operator that the transaction acts for; none outside of one.
CREATE FUNCTION operator_in_scope() RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('mytaku.operator', true), '')
$$;

-- Lets operators read the columns of the rows of their municipality for which
-- `own` holds. `own` may look at other tables: it sees of them what the operator
-- does.
CREATE FUNCTION open_to_operator(opened regclass, columns text[], own text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE POLICY own_operator ON %1$s TO mytaku_operator'
        ' USING (municipality = current_setting(''mytaku.municipality'', true) AND (%2$s))'
        ' WITH CHECK (municipality = current_setting(''mytaku.municipality'', true) AND (%2$s))',
        opened, own);
    EXECUTE format('GRANT SELECT (%s) ON %s TO mytaku_operator',
        (SELECT string_agg(quote_ident(name), ', ') FROM unnest(columns) AS name), opened);
END
$$;

-- Neither who rode nor by which card is for operators, nor the records that say so.
SELECT
    open_to_operator('municipality', '{municipality, name, first_month}', 'true'),
    open_to_operator('operator', '{municipality, operator, name, creditor_number, bank_code,
        branch_code, account_kind, account_number, account_name}',
        'operator = operator_in_scope()'),
    open_to_operator('vehicle', '{municipality, vehicle, operator}',
        'operator = operator_in_scope()'),
    open_to_operator('driver', '{municipality, driver, operator}',
        'operator = operator_in_scope()'),
    open_to_operator('terminal', '{municipality, terminal, vehicle}',
        'EXISTS (SELECT FROM vehicle WHERE vehicle.municipality = terminal.municipality
            AND vehicle.vehicle = terminal.vehicle)'),
    open_to_operator('trip', '{municipality, trip, terminal, sequence, record_digest, operator,
        vehicle, driver, boarded_at, alighted_at, service_date, booked_month, received_at}',
        'operator = operator_in_scope()'),
    open_to_operator('tap', '{municipality, trip, ordinal, terminal, tapped_at, assurance,
        refusal, flags}',
        'EXISTS (SELECT FROM trip WHERE trip.municipality = tap.municipality
            AND trip.trip = tap.trip)'),
    open_to_operator('claim', '{municipality, trip, ordinal, scheme, scheme_version, operator,
        service_date, booked_month, units, treatment, decided_yen, shown_yen, payable_yen,
        reasons, instrument}',
        'operator = operator_in_scope()'),
    open_to_operator('month', '{municipality, month, state, closed_at, digest}', 'true'),
    open_to_operator('statement', '{municipality, month, operator, line_count, total_yen, digest}',
        'operator = operator_in_scope()'),
    open_to_operator('statement_line', '{municipality, month, operator, line, kind, trip, ordinal,
        service_date, boarded_at, vehicle, fare_yen, units, amount_yen}',
        'operator = operator_in_scope()'),
    open_to_operator('payment', '{municipality, payment, batch, number, month, operator,
        amount_yen, bank_code, branch_code, account_kind, account_number, account_name,
        reference}',
        'operator = operator_in_scope()'),
    open_to_operator('transfer', '{municipality, transfer, debit, credit, amount_yen, kind,
        booked_month, booked_at, trip, ordinal, payment}',
        '''operator:'' || operator_in_scope() IN (debit, credit)');

-- A user is never deleted, since what they did names them.
ALTER TABLE user_account ADD COLUMN disabled_at timestamptz;
GRANT UPDATE (disabled_at) ON user_account TO mytaku_service;

-- A token is of a user or of an operator's program, for what its scopes say.
ALTER TABLE access_token
    ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN operator text,
    ADD COLUMN label text NOT NULL DEFAULT '',   -- what it is for
    -- Tokens made before there were scopes: the desk was all there was.
    ADD COLUMN scopes text[] NOT NULL DEFAULT '{registry:write}',
    ADD COLUMN created_by text,
    ADD COLUMN revoked_at timestamptz,
    ADD COLUMN revoked_by text,
    ALTER COLUMN user_id DROP NOT NULL,
    ADD FOREIGN KEY (municipality, operator) REFERENCES operator,
    ADD FOREIGN KEY (municipality, created_by) REFERENCES user_account (municipality, user_id),
    ADD FOREIGN KEY (municipality, revoked_by) REFERENCES user_account (municipality, user_id),
    ADD CONSTRAINT access_token_has_a_name UNIQUE (municipality, token),
    ADD CONSTRAINT access_token_is_of_one CHECK ((user_id IS NULL) <> (operator IS NULL)),
    ADD CONSTRAINT access_token_is_for_something CHECK (cardinality(scopes) > 0);
ALTER TABLE access_token
    ALTER COLUMN token DROP DEFAULT,
    ALTER COLUMN label DROP DEFAULT,
    ALTER COLUMN scopes DROP DEFAULT;
GRANT UPDATE (revoked_at, revoked_by) ON access_token TO mytaku_service;

-- How a person proves who they are.
CREATE TABLE user_login (
    municipality text NOT NULL,
    user_id text NOT NULL,
    password text NOT NULL,          -- argon2id, as a PHC string
    second_factor text,              -- secret of TOTP, sealed; none until set up
    last_step bigint NOT NULL,       -- of TOTP: a code is good once
    failures integer NOT NULL,       -- in a row
    locked_until timestamptz,
    PRIMARY KEY (municipality, user_id),
    FOREIGN KEY (municipality, user_id) REFERENCES user_account
);

-- A person who came in; only the digest of what they hold is kept.
CREATE TABLE session (
    municipality text NOT NULL,
    session_digest bytea NOT NULL,   -- SHA-256
    user_id text NOT NULL,
    begun_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL, -- whatever they do
    ended_at timestamptz,
    PRIMARY KEY (municipality, session_digest),
    FOREIGN KEY (municipality, user_id) REFERENCES user_account
);
CREATE INDEX session_of_user ON session (municipality, user_id) WHERE ended_at IS NULL;

-- The audit trail (操作記録): what persons and programs did. An act is written
-- down before it is done and once more after; each entry is chained to the one
-- before by its digest. Without a foreign key, since setting a municipality up is
-- an act too.
CREATE TABLE trail_entry (
    municipality text NOT NULL,
    number bigint NOT NULL,          -- 1, 2, …
    act uuid NOT NULL,
    phase text NOT NULL,
    at timestamptz NOT NULL,
    who text NOT NULL,               -- user:clerk-1, operator:op-1, setup
    through text NOT NULL,           -- command, session, token:…
    what text NOT NULL,              -- name of the use case
    subject text NOT NULL,           -- on what; nothing secret
    code text,                       -- of a refusal
    previous_digest bytea,           -- of the entry before; none for the first
    digest bytea NOT NULL,
    PRIMARY KEY (municipality, number),
    CONSTRAINT trail_entry_phase_is_known
        CHECK (phase IN ('begun', 'done', 'refused', 'failed')),
    CONSTRAINT trail_entry_refusal_has_a_code CHECK ((phase = 'refused') = (code IS NOT NULL)),
    CONSTRAINT trail_entry_first_has_no_previous
        CHECK ((number = 1) = (previous_digest IS NULL))
);
-- An act begins once and ends once.
CREATE UNIQUE INDEX trail_entry_begins_once ON trail_entry (municipality, act)
    WHERE phase = 'begun';
CREATE UNIQUE INDEX trail_entry_ends_once ON trail_entry (municipality, act)
    WHERE phase <> 'begun';

-- A payment never changes, but that its account is sealed with another key: from
-- the outside one sees only that what was there before was sealed or plain, and
-- that what is there now is sealed.
CREATE FUNCTION guard_payment() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE'
        OR to_jsonb(NEW) - '{account_number, account_name}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{account_number, account_name}'::text[]
        OR NEW.account_number NOT LIKE 'sealed:%' OR NEW.account_name NOT LIKE 'sealed:%'
    THEN
        RAISE EXCEPTION 'payment is append-only: correct it by a new row'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
DROP TRIGGER append_only ON payment;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payment
    FOR EACH ROW EXECUTE FUNCTION guard_payment();
GRANT UPDATE (account_number, account_name) ON payment TO mytaku_service;

SELECT protect_tenant('user_login'), protect_tenant('session'), protect_tenant('trail_entry');
SELECT make_append_only('trail_entry');

GRANT SELECT, INSERT ON user_login, session, trail_entry TO mytaku_service;
GRANT UPDATE (password, second_factor, last_step, failures, locked_until) ON user_login
    TO mytaku_service;
GRANT UPDATE (seen_at, ended_at) ON session TO mytaku_service;
