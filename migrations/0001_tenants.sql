-- Tenants, and the two walls around them.
--
-- The municipality leads every key and no query crosses it. The service works
-- under the role mytaku_service, which owns nothing: row-level security limits
-- it to the municipality that its transaction names, and it may change only
-- what the grants at the end of each migration say.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mytaku_service') THEN
        CREATE ROLE mytaku_service NOLOGIN;
    END IF;
END
$$;

-- So that whoever runs migrations can also run the service.
GRANT mytaku_service TO CURRENT_USER;

-- Puts the second wall around a table that has a municipality column.
CREATE FUNCTION protect_tenant(protected regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format(
        'CREATE POLICY own_municipality ON %s TO mytaku_service'
        ' USING (municipality = current_setting(''mytaku.municipality'', true))'
        ' WITH CHECK (municipality = current_setting(''mytaku.municipality'', true))',
        protected);
END
$$;

-- For tables of immutable rows, whoever tries.
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it by a new row', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION make_append_only(protected regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s'
        ' FOR EACH ROW EXECUTE FUNCTION refuse_change()',
        protected);
    EXECUTE format(
        'CREATE TRIGGER append_only_all BEFORE TRUNCATE ON %s'
        ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
        protected);
END
$$;

-- A municipality (市町村) that runs a scheme.
CREATE TABLE municipality (
    municipality text PRIMARY KEY,
    name text NOT NULL,              -- 前橋市
    first_month date NOT NULL,       -- the first month that is settled here
    CONSTRAINT municipality_is_a_code CHECK (municipality ~ '^[0-9]{6}$'),
    CONSTRAINT municipality_first_month_is_a_first_day
        CHECK (first_month = date_trunc('month', first_month))
);

-- The account that a municipality pays from (振込依頼人).
CREATE TABLE payer (
    municipality text PRIMARY KEY REFERENCES municipality,
    requester_code text NOT NULL,    -- 10 digits, issued by the bank
    requester_name text NOT NULL,    -- half-width kana, as the bank knows it
    bank_code text NOT NULL,
    branch_code text NOT NULL,
    account_kind smallint NOT NULL,  -- 1 ordinary, 2 current, 9 other
    account_number text NOT NULL
);

-- A person or program that acts for the municipality (利用者).
CREATE TABLE user_account (
    municipality text NOT NULL REFERENCES municipality,
    user_id text NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (municipality, user_id),
    CONSTRAINT user_account_role_is_known
        CHECK (role IN ('admin', 'clerk', 'finance', 'approver', 'auditor'))
);

-- A token by which a user calls the API; only its digest is kept.
CREATE TABLE access_token (
    municipality text NOT NULL,
    token_digest bytea NOT NULL,     -- SHA-256
    user_id text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, token_digest),
    FOREIGN KEY (municipality, user_id) REFERENCES user_account
);

-- A scheme file (事業の規則) as published: verbatim, for ever.
CREATE TABLE scheme_file (
    municipality text NOT NULL REFERENCES municipality,
    scheme text NOT NULL,
    digest bytea NOT NULL,           -- SHA-256 of the text
    file_name text NOT NULL,
    file_text text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    PRIMARY KEY (municipality, scheme, digest),
    FOREIGN KEY (municipality, published_by) REFERENCES user_account
);

SELECT protect_tenant('municipality'), protect_tenant('payer'), protect_tenant('user_account'),
       protect_tenant('access_token'), protect_tenant('scheme_file');
SELECT make_append_only('scheme_file');

GRANT SELECT, INSERT ON municipality, payer, user_account, access_token, scheme_file
    TO mytaku_service;
GRANT UPDATE (name) ON municipality TO mytaku_service;
GRANT UPDATE ON payer TO mytaku_service;
GRANT UPDATE (role) ON user_account TO mytaku_service;
