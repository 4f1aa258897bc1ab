-- The payout (支払): one approved batch a month, one payment an operator.

CREATE TABLE payout_batch (
    municipality text NOT NULL,
    batch uuid NOT NULL,
    month date NOT NULL,
    transfer_date date NOT NULL,     -- 振込指定日, a bank business day
    content_digest bytea NOT NULL,   -- of payer, date and payments: what is approved
    state text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    checked_by text,
    checked_at timestamptz,
    approved_by text,
    approved_at timestamptz,
    exported_at timestamptz,
    file bytea,                      -- the bank file, byte for byte
    file_digest bytea,               -- SHA-256 of it
    withdrawn_by text,               -- who took it back before it was exported
    withdrawn_at timestamptz,
    PRIMARY KEY (municipality, batch),
    FOREIGN KEY (municipality, month) REFERENCES month,
    FOREIGN KEY (municipality, made_by) REFERENCES user_account (municipality, user_id),
    FOREIGN KEY (municipality, checked_by) REFERENCES user_account (municipality, user_id),
    FOREIGN KEY (municipality, approved_by) REFERENCES user_account (municipality, user_id),
    FOREIGN KEY (municipality, withdrawn_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT payout_batch_state_is_known
        CHECK (state IN ('draft', 'checked', 'approved', 'exported', 'withdrawn')),
    -- Four eyes: nobody passes their own work, nor the same batch twice.
    CONSTRAINT payout_batch_not_checked_by_its_maker CHECK (checked_by <> made_by),
    CONSTRAINT payout_batch_not_approved_by_its_maker CHECK (approved_by <> made_by),
    CONSTRAINT payout_batch_not_approved_by_its_checker CHECK (approved_by <> checked_by),
    CONSTRAINT payout_batch_state_has_its_hands CHECK (
        (state = 'withdrawn'
            OR (checked_by IS NOT NULL) = (state IN ('checked', 'approved', 'exported')))
        AND (state = 'withdrawn'
            OR (approved_by IS NOT NULL) = (state IN ('approved', 'exported')))
        AND (withdrawn_by IS NOT NULL) = (state = 'withdrawn')
        AND (withdrawn_by IS NULL) = (withdrawn_at IS NULL)
        AND (file IS NOT NULL) = (state = 'exported')
        AND (checked_by IS NULL) = (checked_at IS NULL)
        AND (approved_by IS NULL) = (approved_at IS NULL)
        AND (file IS NULL) = (exported_at IS NULL)
        AND (file IS NULL) = (file_digest IS NULL))
);

-- One batch a month, not counting those that were withdrawn.
CREATE UNIQUE INDEX payout_batch_one_a_month ON payout_batch (municipality, month)
    WHERE state <> 'withdrawn';

-- One payment, with the account as it was when the batch was made.
CREATE TABLE payment (
    municipality text NOT NULL,
    payment uuid NOT NULL,
    batch uuid NOT NULL,
    number integer NOT NULL,         -- 1, 2, … in the file
    month date NOT NULL,
    operator text NOT NULL,
    amount_yen bigint NOT NULL,
    bank_code text NOT NULL,
    branch_code text NOT NULL,
    account_kind smallint NOT NULL,
    account_number text NOT NULL,
    account_name text NOT NULL,
    reference text NOT NULL,         -- EDI: what the operator matches it by
    PRIMARY KEY (municipality, payment),
    FOREIGN KEY (municipality, batch) REFERENCES payout_batch,
    FOREIGN KEY (municipality, month, operator) REFERENCES statement,
    CONSTRAINT payment_amount_is_positive CHECK (amount_yen > 0),
    CONSTRAINT payment_number_once UNIQUE (municipality, batch, number),
    CONSTRAINT payment_pays_a_statement_once UNIQUE (municipality, batch, operator)
);
ALTER TABLE transfer ADD FOREIGN KEY (municipality, payment) REFERENCES payment;

-- A batch begins as a draft and moves forward only; what was approved does not
-- change. It may be withdrawn until its file is written, and stays withdrawn.
CREATE FUNCTION guard_payout_batch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a payout batch begins as a draft'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN
            (('draft', 'checked'), ('checked', 'approved'), ('approved', 'exported'),
             ('draft', 'withdrawn'), ('checked', 'withdrawn'), ('approved', 'withdrawn'))
        OR (NEW.municipality, NEW.batch, NEW.month, NEW.transfer_date, NEW.content_digest,
            NEW.made_by, NEW.made_at)
            IS DISTINCT FROM
           (OLD.municipality, OLD.batch, OLD.month, OLD.transfer_date, OLD.content_digest,
            OLD.made_by, OLD.made_at)
        OR (OLD.state <> 'draft' AND (NEW.checked_by, NEW.checked_at)
            IS DISTINCT FROM (OLD.checked_by, OLD.checked_at))
        OR (OLD.state = 'approved' AND (NEW.approved_by, NEW.approved_at)
            IS DISTINCT FROM (OLD.approved_by, OLD.approved_at)) THEN
        RAISE EXCEPTION 'payout batch % cannot go from % to %', OLD.batch, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER payout_batch_moves_forward BEFORE INSERT OR UPDATE ON payout_batch
    FOR EACH ROW EXECUTE FUNCTION guard_payout_batch();

SELECT protect_tenant('payout_batch'), protect_tenant('payment');
SELECT make_append_only('payment');

GRANT SELECT, INSERT ON payout_batch, payment TO mytaku_service;
GRANT UPDATE (state, checked_by, checked_at, approved_by, approved_at, exported_at, file,
    file_digest, withdrawn_by, withdrawn_at) ON payout_batch TO mytaku_service;
