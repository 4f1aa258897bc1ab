-- The settlement month (月次): open, closing, closed, in order.

CREATE TABLE month (
    municipality text NOT NULL REFERENCES municipality,
    month date NOT NULL,
    state text NOT NULL,
    closed_at timestamptz,
    closed_by text,
    digest bytea,                    -- seals every statement line of the month
    PRIMARY KEY (municipality, month),
    FOREIGN KEY (municipality, closed_by) REFERENCES user_account (municipality, user_id),
    CONSTRAINT month_is_a_first_day CHECK (month = date_trunc('month', month)),
    CONSTRAINT month_state_is_known CHECK (state IN ('open', 'closing', 'closed')),
    CONSTRAINT month_closed_is_sealed CHECK (
        (state = 'closed') = (digest IS NOT NULL)
        AND (state = 'closed') = (closed_at IS NOT NULL)
        AND (state = 'closed') = (closed_by IS NOT NULL))
);

-- What closing found different from what intake decided (過誤調整): the outcome
-- that counts from then on. The claim itself stays as it was.
CREATE TABLE claim_adjustment (
    municipality text NOT NULL,
    trip uuid NOT NULL,
    ordinal smallint NOT NULL,
    booked_month date NOT NULL,      -- the month whose closing found it
    units integer NOT NULL,
    decided_yen bigint NOT NULL,
    payable_yen bigint NOT NULL,
    reasons jsonb NOT NULL,
    PRIMARY KEY (municipality, trip, ordinal),
    FOREIGN KEY (municipality, trip, ordinal) REFERENCES claim,
    CONSTRAINT claim_adjustment_is_never_negative
        CHECK (units >= 0 AND decided_yen >= 0 AND payable_yen >= 0)
);

-- What an operator is owed for a month (利用明細書).
CREATE TABLE statement (
    municipality text NOT NULL,
    month date NOT NULL,
    operator text NOT NULL,
    line_count integer NOT NULL,
    total_yen bigint NOT NULL,
    digest bytea NOT NULL,           -- of its lines
    PRIMARY KEY (municipality, month, operator),
    FOREIGN KEY (municipality, month) REFERENCES month,
    FOREIGN KEY (municipality, operator) REFERENCES operator
);

CREATE TABLE statement_line (
    municipality text NOT NULL,
    month date NOT NULL,
    operator text NOT NULL,
    line integer NOT NULL,           -- 1, 2, … in boarding order
    kind text NOT NULL,
    trip uuid NOT NULL,
    ordinal smallint NOT NULL,
    service_date date NOT NULL,
    boarded_at timestamptz NOT NULL,
    vehicle text NOT NULL,
    fare_yen bigint NOT NULL,        -- everything on the meter and beside it
    units integer NOT NULL,
    amount_yen bigint NOT NULL,      -- negative only for an adjustment
    PRIMARY KEY (municipality, month, operator, line),
    FOREIGN KEY (municipality, month, operator) REFERENCES statement,
    FOREIGN KEY (municipality, trip, ordinal) REFERENCES claim,
    CONSTRAINT statement_line_kind_is_known CHECK (kind IN ('claim', 'adjustment')),
    CONSTRAINT statement_line_claim_is_positive CHECK (kind = 'adjustment' OR amount_yen > 0),
    CONSTRAINT statement_line_once UNIQUE (municipality, month, trip, ordinal, kind)
);

-- A month moves forward only, and only behind the month before it.
CREATE FUNCTION guard_month() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    first date;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a month is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'a month begins open' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.municipality <> OLD.municipality OR NEW.month <> OLD.month
        OR (OLD.state, NEW.state) NOT IN (('open', 'closing'), ('closing', 'closed')) THEN
        RAISE EXCEPTION 'month % cannot go from % to %', OLD.month, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT first_month INTO first FROM municipality WHERE municipality = NEW.municipality;
    IF NEW.month <> first AND NOT EXISTS (
        SELECT FROM month
        WHERE municipality = NEW.municipality AND state = 'closed'
            AND month = (NEW.month - interval '1 month')::date) THEN
        RAISE EXCEPTION 'the month before % is not closed', NEW.month
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER month_moves_forward BEFORE INSERT OR UPDATE OR DELETE ON month
    FOR EACH ROW EXECUTE FUNCTION guard_month();

-- Nothing is booked into a month that is closed, nor into one that was never
-- opened. The share lock makes closing wait for bookings under way, so that none
-- slips in behind it.
CREATE FUNCTION guard_booked_month() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM month
        WHERE municipality = NEW.municipality AND month = NEW.booked_month
            AND state <> 'closed'
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'month % is not open for booking', NEW.booked_month
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER trip_books_open_month BEFORE INSERT ON trip
    FOR EACH ROW EXECUTE FUNCTION guard_booked_month();
CREATE TRIGGER claim_books_open_month BEFORE INSERT ON claim
    FOR EACH ROW EXECUTE FUNCTION guard_booked_month();
CREATE TRIGGER claim_adjustment_books_open_month BEFORE INSERT ON claim_adjustment
    FOR EACH ROW EXECUTE FUNCTION guard_booked_month();
-- A payment is booked after its month was closed: that is what it pays.
CREATE TRIGGER transfer_books_open_month BEFORE INSERT ON transfer
    FOR EACH ROW WHEN (NEW.kind <> 'payment') EXECUTE FUNCTION guard_booked_month();

-- Statements are written while their month is closing, and never touched again.
CREATE FUNCTION guard_statement() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM month
        WHERE municipality = NEW.municipality AND month = NEW.month AND state = 'closing') THEN
        RAISE EXCEPTION 'month % is not closing', NEW.month USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER statement_is_written_at_closing BEFORE INSERT ON statement
    FOR EACH ROW EXECUTE FUNCTION guard_statement();
CREATE TRIGGER statement_line_is_written_at_closing BEFORE INSERT ON statement_line
    FOR EACH ROW EXECUTE FUNCTION guard_statement();

SELECT protect_tenant('month'), protect_tenant('claim_adjustment'), protect_tenant('statement'),
       protect_tenant('statement_line');
SELECT make_append_only('claim_adjustment'), make_append_only('statement'),
       make_append_only('statement_line');

GRANT SELECT, INSERT ON month, claim_adjustment, statement, statement_line TO mytaku_service;
GRANT UPDATE (state, closed_at, closed_by, digest) ON month TO mytaku_service;
