-- The books: immutable transfers between accounts. There is no balance column;
-- a balance is a sum.

CREATE TABLE account (
    municipality text NOT NULL REFERENCES municipality,
    account text NOT NULL,           -- scheme:maebashi, operator:op-1, bank
    kind text NOT NULL,
    PRIMARY KEY (municipality, account),
    CONSTRAINT account_kind_is_known CHECK (kind IN ('subsidy', 'operator', 'bank'))
);

-- A transfer (仕訳): debit and credit of one amount, so that all sums to zero.
CREATE TABLE transfer (
    municipality text NOT NULL,
    transfer uuid NOT NULL,
    debit text NOT NULL,
    credit text NOT NULL,
    amount_yen bigint NOT NULL,
    kind text NOT NULL,
    booked_month date NOT NULL,
    booked_at timestamptz NOT NULL,
    trip uuid,                       -- of a claim or its adjustment
    ordinal smallint,
    payment uuid,                    -- of a payment
    PRIMARY KEY (municipality, transfer),
    FOREIGN KEY (municipality, debit) REFERENCES account (municipality, account),
    FOREIGN KEY (municipality, credit) REFERENCES account (municipality, account),
    FOREIGN KEY (municipality, trip, ordinal) REFERENCES claim,
    CONSTRAINT transfer_amount_is_positive CHECK (amount_yen > 0),
    CONSTRAINT transfer_has_two_sides CHECK (debit <> credit),
    CONSTRAINT transfer_names_its_cause CHECK (
        (kind IN ('claim', 'adjustment') AND trip IS NOT NULL AND ordinal IS NOT NULL
            AND payment IS NULL)
        OR (kind = 'payment' AND trip IS NULL AND ordinal IS NULL AND payment IS NOT NULL))
);
CREATE UNIQUE INDEX transfer_of_claim_once ON transfer (municipality, trip, ordinal)
    WHERE kind = 'claim';
CREATE UNIQUE INDEX transfer_of_payment_once ON transfer (municipality, payment)
    WHERE kind = 'payment';
CREATE INDEX transfer_of_month ON transfer (municipality, booked_month, credit);

SELECT protect_tenant('account'), protect_tenant('transfer');
SELECT make_append_only('transfer');

GRANT SELECT, INSERT ON account, transfer TO mytaku_service;
