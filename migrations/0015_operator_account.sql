-- The account that an operator (事業者) is paid into, and its number with the city, dated
-- as the rest of the registry is (0011_dated.sql): on a day, the row with the latest
-- `from_date` that is not after it holds; of several from the same day, the one entered
-- last. A payment keeps the account that it was made with.
CREATE TABLE operator_account (
    municipality text NOT NULL,
    operator text NOT NULL,
    entry integer NOT NULL,          -- 1, 2, … of this operator; 0: from before there were dates
    from_date date NOT NULL,
    creditor_number text,            -- 債権者番号, where the city has one
    bank_code text NOT NULL,
    branch_code text NOT NULL,
    account_kind smallint NOT NULL,  -- 1 ordinary, 2 current, 4 savings, 9 other
    account_number text NOT NULL,    -- sealed
    account_name text NOT NULL,      -- 口座名義カナ, half width, as in the passbook; sealed
    entered_at timestamptz NOT NULL,
    entered_by text,                 -- none: by the file that began the registry
    PRIMARY KEY (municipality, operator, entry),
    FOREIGN KEY (municipality, operator) REFERENCES operator,
    FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT operator_account_entry_is_a_number CHECK (entry >= 0),
    CONSTRAINT operator_account_creditor_number_is_not_empty CHECK (creditor_number <> '')
);

-- What there is holds from the first day of the operator's terms and was always known;
-- what it replaced was not kept, but in the payments made with it.
--
-- Its seals open only where they were made, which is table `operator`: SQL cannot make
-- others. So entry 0 stays bound to that place for good, also when it is sealed anew, and
-- every later entry to its own (settlement/src/seal/account.rs). The other way, to leave the
-- first account in `operator` and only what came after it here, gives a wrong answer when
-- an account of an earlier day is entered later, since the first one then needs a day too.
INSERT INTO operator_account (municipality, operator, entry, from_date, creditor_number,
    bank_code, branch_code, account_kind, account_number, account_name, entered_at)
SELECT municipality, operator, 0,
    coalesce((SELECT min(terms.from_date) FROM operator_terms AS terms
        WHERE terms.municipality = operator.municipality
            AND terms.operator = operator.operator), first_month),
    nullif(trim(creditor_number), ''), bank_code, branch_code, account_kind, account_number,
    account_name, 'epoch'
FROM operator JOIN municipality USING (municipality);
ALTER TABLE operator
    DROP COLUMN creditor_number, DROP COLUMN bank_code, DROP COLUMN branch_code,
    DROP COLUMN account_kind, DROP COLUMN account_number, DROP COLUMN account_name;

-- As a payment, an account never changes, but that it is sealed with another key.
ALTER FUNCTION guard_payment() RENAME TO guard_sealed_account;
CREATE OR REPLACE FUNCTION guard_sealed_account() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE'
        OR to_jsonb(NEW) - '{account_number, account_name}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{account_number, account_name}'::text[]
        OR NEW.account_number NOT LIKE 'sealed:%' OR NEW.account_name NOT LIKE 'sealed:%'
    THEN
        RAISE EXCEPTION '% is append-only: correct it by a new row', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
SELECT protect_tenant('operator_account');
SELECT make_append_only('operator_account');
DROP TRIGGER append_only ON operator_account;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON operator_account
    FOR EACH ROW EXECUTE FUNCTION guard_sealed_account();

SELECT open_to_operator('operator_account', '{municipality, operator, entry, from_date,
    creditor_number, bank_code, branch_code, account_kind, account_number, account_name,
    entered_at}', 'operator = operator_in_scope()');

GRANT SELECT, INSERT, UPDATE (account_number, account_name) ON operator_account
    TO mytaku_service;
REVOKE UPDATE ON operator FROM mytaku_service;
GRANT UPDATE (name) ON operator TO mytaku_service;
