-- The keys of a terminal (端末の鍵), one after the other.
--
-- A terminal keeps its name and its chain of records; its key may be followed by
-- another, which it makes itself (rotation) or which a device that replaces it
-- brings with a one-time code, once the city has revoked the one before. Both
-- tables are of immutable rows: that a key has ended is said by the key after it,
-- or by its revocation.

CREATE TABLE terminal_key (
    municipality text NOT NULL,
    terminal text NOT NULL,
    number integer NOT NULL,         -- 1, 2, 3, … of the terminal
    public_key bytea NOT NULL,       -- Ed25519
    enrolled_at timestamptz NOT NULL, -- from then on it is the terminal's key
    PRIMARY KEY (municipality, terminal, number),
    FOREIGN KEY (municipality, terminal) REFERENCES terminal,
    CONSTRAINT terminal_key_number_counts_from_one CHECK (number > 0),
    CONSTRAINT terminal_key_is_32_bytes CHECK (length(public_key) = 32),
    -- A key that has ended never comes back.
    CONSTRAINT terminal_key_is_enrolled_once UNIQUE (terminal, public_key, municipality)
);

-- A key that may not be used any more (失効): its terminal is lost, or was opened.
CREATE TABLE terminal_key_revocation (
    municipality text NOT NULL,
    terminal text NOT NULL,
    number integer NOT NULL,
    doubtful_from timestamptz NOT NULL, -- what came in since then is to be looked at
    reason text NOT NULL,
    revoked_by text NOT NULL,
    revoked_at timestamptz NOT NULL,    -- from then on nothing signed with it is taken in
    PRIMARY KEY (municipality, terminal, number),
    FOREIGN KEY (municipality, terminal, number) REFERENCES terminal_key,
    FOREIGN KEY (municipality, revoked_by) REFERENCES user_account,
    CONSTRAINT terminal_key_revocation_looks_back CHECK (doubtful_from <= revoked_at),
    CONSTRAINT terminal_key_revocation_says_why CHECK (length(reason) BETWEEN 1 AND 200)
);

INSERT INTO terminal_key (municipality, terminal, number, public_key, enrolled_at)
SELECT municipality, terminal, 1, public_key, enrolled_at
FROM terminal WHERE public_key IS NOT NULL;

DROP TRIGGER terminal_keeps_its_key ON terminal;
DROP FUNCTION guard_terminal_key();
ALTER TABLE terminal DROP COLUMN public_key, DROP COLUMN enrolled_at;

-- Who made a code, and that it was taken back. Codes from before say nothing.
ALTER TABLE enrolment_code
    ADD COLUMN issued_at timestamptz,
    ADD COLUMN issued_by text,
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_by text,
    ADD FOREIGN KEY (municipality, issued_by) REFERENCES user_account,
    ADD FOREIGN KEY (municipality, withdrawn_by) REFERENCES user_account,
    ADD CONSTRAINT enrolment_code_is_issued_by_somebody
        CHECK ((issued_at IS NULL) = (issued_by IS NULL)),
    ADD CONSTRAINT enrolment_code_is_withdrawn_by_somebody
        CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    ADD CONSTRAINT enrolment_code_is_used_or_withdrawn
        CHECK (used_at IS NULL OR withdrawn_at IS NULL);
CREATE INDEX enrolment_code_of_terminal ON enrolment_code (terminal, municipality);

SELECT protect_tenant('terminal_key'), protect_tenant('terminal_key_revocation');
SELECT make_append_only('terminal_key'), make_append_only('terminal_key_revocation');

GRANT SELECT, INSERT ON terminal_key, terminal_key_revocation TO mytaku_service;
GRANT UPDATE (withdrawn_at, withdrawn_by) ON enrolment_code TO mytaku_service;
