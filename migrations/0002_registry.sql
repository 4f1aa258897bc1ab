-- Who drives, who rides, and by which card.

-- A taxi operator (事業者) and the account it is paid into.
CREATE TABLE operator (
    municipality text NOT NULL REFERENCES municipality,
    operator text NOT NULL,
    name text NOT NULL,
    creditor_number text,            -- 債権者番号, where the city has one
    bank_code text NOT NULL,
    branch_code text NOT NULL,
    account_kind smallint NOT NULL,  -- 1 ordinary, 2 current, 4 savings, 9 other
    account_number text NOT NULL,
    account_name text NOT NULL,      -- 口座名義カナ, half width, as in the passbook
    PRIMARY KEY (municipality, operator)
);

CREATE TABLE vehicle (
    municipality text NOT NULL,
    vehicle text NOT NULL,
    operator text NOT NULL,
    PRIMARY KEY (municipality, vehicle),
    FOREIGN KEY (municipality, operator) REFERENCES operator
);

-- A driver (乗務員) by the operator's own number; never a name.
CREATE TABLE driver (
    municipality text NOT NULL,
    driver text NOT NULL,
    operator text NOT NULL,
    PRIMARY KEY (municipality, driver),
    FOREIGN KEY (municipality, operator) REFERENCES operator
);

-- A terminal (車載端末): its key is made on it and never leaves it.
CREATE TABLE terminal (
    municipality text NOT NULL,
    terminal text NOT NULL,
    vehicle text NOT NULL,
    public_key bytea,                -- Ed25519; none until enrolled
    enrolled_at timestamptz,
    PRIMARY KEY (municipality, terminal),
    FOREIGN KEY (municipality, vehicle) REFERENCES vehicle,
    CONSTRAINT terminal_key_comes_with_its_time
        CHECK ((public_key IS NULL) = (enrolled_at IS NULL)),
    CONSTRAINT terminal_key_is_32_bytes CHECK (length(public_key) = 32)
);

-- What a terminal signed must stay verifiable, so its key is set once. Whatever
-- replaces a terminal is another terminal, under another name.
CREATE FUNCTION guard_terminal_key() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.public_key IS NOT NULL AND NEW.public_key IS DISTINCT FROM OLD.public_key THEN
        RAISE EXCEPTION 'terminal % has its key already', OLD.terminal
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER terminal_keeps_its_key BEFORE UPDATE ON terminal
    FOR EACH ROW EXECUTE FUNCTION guard_terminal_key();

-- A one-time code by which a terminal may enrol; only its digest is kept.
CREATE TABLE enrolment_code (
    municipality text NOT NULL,
    code_digest bytea NOT NULL,      -- SHA-256
    terminal text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (municipality, code_digest),
    FOREIGN KEY (municipality, terminal) REFERENCES terminal
);

-- A run of nonces handed to a terminal; each is derived from the seed.
CREATE TABLE nonce_pool (
    municipality text NOT NULL,
    terminal text NOT NULL,
    first_number bigint NOT NULL,
    nonce_count integer NOT NULL,
    seed bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, terminal, first_number),
    FOREIGN KEY (municipality, terminal) REFERENCES terminal,
    CONSTRAINT nonce_pool_numbers_are_positive CHECK (first_number > 0 AND nonce_count > 0),
    CONSTRAINT nonce_pool_seed_is_32_bytes CHECK (length(seed) = 32)
);

-- A registrant (利用登録者): the city's own number and nothing that names a person.
CREATE TABLE registrant (
    municipality text NOT NULL REFERENCES municipality,
    registrant text NOT NULL,
    registered_on date NOT NULL,
    ended_on date,                   -- the last day of use; none while registered
    uses_before integer NOT NULL,    -- on paper, in the fiscal year of registered_on
    admitted_by text NOT NULL,
    admitted_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, registrant),
    FOREIGN KEY (municipality, admitted_by) REFERENCES user_account,
    CONSTRAINT registrant_uses_before_is_a_count CHECK (uses_before >= 0)
);

-- Why a registrant is eligible (対象要件), with its own dates.
CREATE TABLE registrant_ground (
    municipality text NOT NULL,
    registrant text NOT NULL,
    ground text NOT NULL,
    from_date date NOT NULL,
    until_date date,                 -- last day; none while open
    admitted_at timestamptz NOT NULL, -- before that it was not known
    PRIMARY KEY (municipality, registrant, ground, from_date),
    FOREIGN KEY (municipality, registrant) REFERENCES registrant,
    CONSTRAINT registrant_ground_ends_after_it_begins CHECK (until_date >= from_date)
);

-- A card bound to a registrant (登録カード), many over time.
CREATE TABLE credential (
    municipality text NOT NULL,
    fingerprint bytea NOT NULL,      -- SHA-256 of the certificate
    registrant text NOT NULL,
    issuer text NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz NOT NULL,
    chip_key bytea NOT NULL,         -- SPKI of the chip's internal authentication, pinned
    linked_by text NOT NULL,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, fingerprint),
    FOREIGN KEY (municipality, registrant) REFERENCES registrant,
    FOREIGN KEY (municipality, linked_by) REFERENCES user_account
);
CREATE INDEX credential_of_registrant ON credential (municipality, registrant);

SELECT protect_tenant('operator'), protect_tenant('vehicle'), protect_tenant('driver'),
       protect_tenant('terminal'), protect_tenant('enrolment_code'), protect_tenant('nonce_pool'),
       protect_tenant('registrant'), protect_tenant('registrant_ground'),
       protect_tenant('credential');
SELECT make_append_only('nonce_pool'), make_append_only('credential');

GRANT SELECT, INSERT ON operator, vehicle, driver, terminal, enrolment_code, nonce_pool,
    registrant, registrant_ground, credential TO mytaku_service;
GRANT UPDATE ON operator TO mytaku_service;
GRANT UPDATE (operator) ON vehicle, driver TO mytaku_service;
GRANT UPDATE (vehicle, public_key, enrolled_at) ON terminal TO mytaku_service;
GRANT UPDATE (used_at) ON enrolment_code TO mytaku_service;
GRANT UPDATE (ended_on) ON registrant TO mytaku_service;
