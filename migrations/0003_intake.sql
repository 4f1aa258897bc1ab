-- Trips as they came in, and what the rules said of them.

-- A trip (乗車): the signed record verbatim, and of its content what queries need.
CREATE TABLE trip (
    municipality text NOT NULL,
    trip uuid NOT NULL,              -- made by the terminal: the key of intake, for ever
    terminal text NOT NULL,
    sequence bigint NOT NULL,        -- of the terminal's records
    record text NOT NULL,            -- the JWS as it was signed
    record_digest bytea NOT NULL,    -- SHA-256 of it
    previous_digest bytea,           -- of the record before; none for the first
    operator text NOT NULL,
    vehicle text NOT NULL,
    driver text NOT NULL,
    boarded_at timestamptz NOT NULL,
    alighted_at timestamptz NOT NULL,
    service_date date NOT NULL,
    booked_month date NOT NULL,      -- the month it is settled in: its own while that is open
    answer jsonb NOT NULL,           -- what the terminal was answered
    received_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, trip),
    FOREIGN KEY (municipality, terminal) REFERENCES terminal,
    FOREIGN KEY (municipality, operator) REFERENCES operator,
    FOREIGN KEY (municipality, vehicle) REFERENCES vehicle,
    CONSTRAINT trip_sequence_is_used_once UNIQUE (municipality, terminal, sequence),
    CONSTRAINT trip_sequence_is_positive CHECK (sequence > 0),
    CONSTRAINT trip_ends_after_it_begins CHECK (alighted_at >= boarded_at),
    CONSTRAINT trip_booked_month_is_a_first_day
        CHECK (booked_month = date_trunc('month', booked_month))
);
CREATE INDEX trip_of_month ON trip (municipality, booked_month, boarded_at, trip);

-- A record with a good signature that was not taken in: kept, and shown to the city.
CREATE TABLE record_set_aside (
    municipality text NOT NULL,
    record_digest bytea NOT NULL,
    terminal text NOT NULL,
    trip uuid NOT NULL,
    record text NOT NULL,
    status text NOT NULL,
    code text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, record_digest),
    FOREIGN KEY (municipality, terminal) REFERENCES terminal,
    CONSTRAINT record_set_aside_status_is_known CHECK (status IN ('conflict', 'rejected'))
);

-- A tap (タッチ) and what its evidence proved.
CREATE TABLE tap (
    municipality text NOT NULL,
    trip uuid NOT NULL,
    ordinal smallint NOT NULL,       -- 1, 2, … in the order of the record
    terminal text NOT NULL,
    fingerprint bytea NOT NULL,
    registrant text,                 -- none: the card is not registered
    tapped_at timestamptz NOT NULL,
    assurance text,                  -- none: the tap was refused
    refusal text,                    -- code of the reason
    flags text[] NOT NULL,           -- what stands beside the level: stale_nonce, downgrade, …
    nonce bigint,                    -- number of the nonce, if a fresh one was answered
    PRIMARY KEY (municipality, trip, ordinal),
    FOREIGN KEY (municipality, trip) REFERENCES trip,
    CONSTRAINT tap_nonce_is_used_once UNIQUE (municipality, terminal, nonce),
    CONSTRAINT tap_assurance_is_known CHECK (assurance IN ('A0', 'A1', 'A2', 'A3')),
    CONSTRAINT tap_is_graded_or_refused CHECK ((assurance IS NULL) <> (refusal IS NULL))
);

-- A claim (助成): the subsidy of one registrant on one trip, as decided at intake.
CREATE TABLE claim (
    municipality text NOT NULL,
    trip uuid NOT NULL,
    ordinal smallint NOT NULL,       -- of the tap
    registrant text NOT NULL,
    scheme text NOT NULL,
    scheme_digest bytea NOT NULL,    -- of the file it was decided by
    scheme_version text NOT NULL,
    operator text NOT NULL,
    service_date date NOT NULL,
    booked_month date NOT NULL,
    units integer NOT NULL,          -- uses taken
    treatment text NOT NULL,
    decided_yen bigint NOT NULL,     -- what the rules give
    shown_yen bigint NOT NULL,       -- what the passenger was told
    payable_yen bigint NOT NULL,     -- what the operator is owed for it
    reasons jsonb NOT NULL,
    PRIMARY KEY (municipality, trip, ordinal),
    FOREIGN KEY (municipality, trip, ordinal) REFERENCES tap,
    FOREIGN KEY (municipality, registrant) REFERENCES registrant,
    FOREIGN KEY (municipality, scheme, scheme_digest) REFERENCES scheme_file,
    CONSTRAINT claim_once_a_trip UNIQUE (municipality, trip, registrant),
    CONSTRAINT claim_is_never_negative
        CHECK (units >= 0 AND decided_yen >= 0 AND shown_yen >= 0 AND payable_yen >= 0),
    CONSTRAINT claim_treatment_is_known
        CHECK (treatment IN ('pay', 'pay_and_sample', 'hold', 'refuse')),
    CONSTRAINT claim_held_is_not_payable
        CHECK (payable_yen = 0 OR treatment IN ('pay', 'pay_and_sample'))
);
CREATE INDEX claim_of_registrant ON claim (municipality, registrant, scheme, service_date);
CREATE INDEX claim_of_month ON claim (municipality, booked_month, operator);

SELECT protect_tenant('trip'), protect_tenant('record_set_aside'), protect_tenant('tap'),
       protect_tenant('claim');
SELECT make_append_only('trip'), make_append_only('record_set_aside'), make_append_only('tap'),
       make_append_only('claim');

GRANT SELECT, INSERT ON trip, record_set_aside, tap, claim TO mytaku_service;
