-- Review (審査): what looks odd, what a person decided of it, and what that did
-- to the money. Nothing here is ever changed: where a finding stands is derived.

-- A file of parameters (審査基準) as it was published: verbatim, for ever.
CREATE TABLE review_file (
    municipality text NOT NULL REFERENCES municipality,
    digest bytea NOT NULL,           -- SHA-256 of the text
    file_name text NOT NULL,
    file_text text NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    PRIMARY KEY (municipality, digest),
    FOREIGN KEY (municipality, published_by) REFERENCES user_account
);

-- A finding (審査事項): a rule's doubt, and the rows that made it.
CREATE TABLE finding (
    municipality text NOT NULL,
    finding uuid NOT NULL,
    code text NOT NULL,
    operator text NOT NULL,
    month date NOT NULL,             -- of the trips it is about
    trip uuid,                       -- none: about many trips together
    ordinal smallint,                -- of the tap; none: about the whole trip
    subject text NOT NULL,           -- what it was found against: the other trip, the driver, …
    treatment text NOT NULL,         -- what happens to the money until somebody decides
    evidence jsonb NOT NULL,         -- trips and numbers, so that a person sees why
    parameters_digest bytea NOT NULL, -- of the file whose parameters found it
    found_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, finding),
    FOREIGN KEY (municipality, trip) REFERENCES trip,
    FOREIGN KEY (municipality, operator) REFERENCES operator,
    CONSTRAINT finding_treatment_is_known
        CHECK (treatment IN ('refuse', 'hold', 'pay_and_sample')),
    CONSTRAINT finding_touches_money_of_a_trip_only
        CHECK (trip IS NOT NULL OR treatment = 'pay_and_sample'),
    CONSTRAINT finding_of_a_tap_is_of_its_trip CHECK (trip IS NOT NULL OR ordinal IS NULL)
);
-- Looking again finds nothing twice.
CREATE UNIQUE INDEX finding_once ON finding
    (municipality, code, operator, month, trip, ordinal, subject) NULLS NOT DISTINCT;
CREATE INDEX finding_of_trip ON finding (trip, municipality);

-- What the operator says to it (意見).
CREATE TABLE review_reply (
    municipality text NOT NULL,
    reply uuid NOT NULL,
    finding uuid NOT NULL,
    remark text NOT NULL,
    replied_by text NOT NULL,         -- the operator
    replied_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, reply),
    FOREIGN KEY (municipality, finding) REFERENCES finding
);
CREATE INDEX review_reply_of_finding ON review_reply (finding, municipality);

-- What a person decided of a finding (審査決定). The last one in force counts.
CREATE TABLE review_decision (
    municipality text NOT NULL,
    decision uuid NOT NULL,
    finding uuid NOT NULL,
    outcome text NOT NULL,
    remark text NOT NULL,
    amount_yen bigint NOT NULL,      -- what passengers were told on what it decides
    four_eyes_above_yen bigint NOT NULL, -- the parameter then in force
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, decision),
    FOREIGN KEY (municipality, finding) REFERENCES finding,
    FOREIGN KEY (municipality, decided_by) REFERENCES user_account,
    CONSTRAINT review_decision_outcome_is_known CHECK (outcome IN ('pay', 'reject')),
    CONSTRAINT review_decision_amounts_are_not_negative
        CHECK (amount_yen >= 0 AND four_eyes_above_yen >= 0)
);
CREATE INDEX review_decision_of_finding ON review_decision (finding, municipality);

-- The second pair of eyes on a decision above the amount.
CREATE TABLE review_confirmation (
    municipality text NOT NULL,
    decision uuid NOT NULL,
    confirmed_by text NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (municipality, decision),
    FOREIGN KEY (municipality, decision) REFERENCES review_decision,
    FOREIGN KEY (municipality, confirmed_by) REFERENCES user_account
);

-- A decision states the amount that the books know, whoever writes it.
CREATE FUNCTION guard_review_decision() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    told bigint;
BEGIN
    SELECT coalesce(sum(claim.shown_yen), 0) INTO told
        FROM finding JOIN claim ON claim.municipality = finding.municipality
            AND claim.trip = finding.trip
            AND (finding.ordinal IS NULL OR claim.ordinal = finding.ordinal)
        WHERE finding.municipality = NEW.municipality AND finding.finding = NEW.finding;
    IF NEW.amount_yen <> told THEN
        RAISE EXCEPTION 'a decision on finding % is about % yen', NEW.finding, told
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER review_decision_states_its_amount BEFORE INSERT ON review_decision
    FOR EACH ROW EXECUTE FUNCTION guard_review_decision();

-- Four eyes are of two people.
CREATE FUNCTION guard_review_confirmation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM review_decision
        WHERE municipality = NEW.municipality AND decision = NEW.decision
            AND decided_by = NEW.confirmed_by) THEN
        RAISE EXCEPTION 'nobody confirms a decision of their own'
            USING ERRCODE = 'restrict_violation',
                CONSTRAINT = 'review_confirmation_not_by_its_maker';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER review_confirmation_is_by_another BEFORE INSERT ON review_confirmation
    FOR EACH ROW EXECUTE FUNCTION guard_review_confirmation();

-- Decisions in force, and since when: above the amount only once confirmed.
CREATE VIEW review_in_force WITH (security_invoker = true) AS
SELECT municipality, decision, finding, outcome,
    CASE WHEN amount_yen > four_eyes_above_yen THEN confirmed_at ELSE decided_at END AS in_force_at
FROM review_decision LEFT JOIN review_confirmation USING (municipality, decision)
WHERE amount_yen <= four_eyes_above_yen OR confirmed_at IS NOT NULL;

-- A claim may be adjusted again, in each month that closes after something was
-- decided of it; the last adjustment is the outcome that counts.
ALTER TABLE claim_adjustment DROP CONSTRAINT claim_adjustment_pkey;
ALTER TABLE claim_adjustment ADD PRIMARY KEY (municipality, trip, ordinal, booked_month);
CREATE INDEX claim_adjustment_of_month ON claim_adjustment (booked_month, municipality);

-- An adjustment of an earlier month's claim names that month.
ALTER TABLE statement_line ADD COLUMN original_month date;  -- none: the statement's own

-- Whether a vehicle or a driver was on two trips at once is asked for each trip.
CREATE INDEX trip_of_vehicle ON trip (vehicle, boarded_at, municipality);
CREATE INDEX trip_of_driver ON trip (driver, boarded_at, municipality);

SELECT protect_tenant('review_file'), protect_tenant('finding'), protect_tenant('review_reply'),
       protect_tenant('review_decision'), protect_tenant('review_confirmation');
SELECT make_append_only('review_file'), make_append_only('finding'),
       make_append_only('review_reply'), make_append_only('review_decision'),
       make_append_only('review_confirmation');

-- An operator sees what is said of its own trips and what was decided; neither the other
-- side of a finding nor who rode.
SELECT
    open_to_operator('finding', '{municipality, finding, code, operator, month, trip, ordinal,
        treatment, found_at}',
        'operator = operator_in_scope()'),
    open_to_operator('review_reply', '{municipality, reply, finding, remark, replied_by,
        replied_at}',
        'EXISTS (SELECT FROM finding WHERE finding.municipality = review_reply.municipality
            AND finding.finding = review_reply.finding)'),
    open_to_operator('review_decision', '{municipality, decision, finding, outcome, remark,
        amount_yen, four_eyes_above_yen, decided_at}',
        'EXISTS (SELECT FROM finding WHERE finding.municipality = review_decision.municipality
            AND finding.finding = review_decision.finding)'),
    open_to_operator('review_confirmation', '{municipality, decision, confirmed_at}',
        'EXISTS (SELECT FROM review_decision
            WHERE review_decision.municipality = review_confirmation.municipality
            AND review_decision.decision = review_confirmation.decision)');
GRANT SELECT (original_month) ON statement_line TO mytaku_operator;

GRANT SELECT, INSERT ON review_file, finding, review_reply, review_decision, review_confirmation
    TO mytaku_service;
GRANT SELECT ON review_in_force TO mytaku_service, mytaku_operator;
