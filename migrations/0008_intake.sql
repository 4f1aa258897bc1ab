-- What guards the tables that every trip is written to, once a statement instead
-- of once a row.
--
-- A foreign key is checked row by row and locks the row it refers to; on a trip
-- with its tap, claim and transfer that was most of what writing it cost, and a
-- lock record in the log for each registrant. What is referred to here is never
-- deleted (below), so that it need not be locked; that it is there is seen for
-- all rows of a statement at once. The guards of months (0005) likewise.

-- For tables whose rows are referred to: they may change, but never go.
CREATE FUNCTION refuse_delete() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never deleted: others refer to it', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION make_undeletable(protected regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON %s'
        ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_delete()',
        protected);
END
$$;

SELECT make_undeletable('operator'), make_undeletable('vehicle'), make_undeletable('terminal'),
       make_undeletable('registrant'), make_undeletable('account');

-- Fails unless every month that rows are booked into is open. The share lock
-- makes closing wait for bookings under way, so that none slips in behind it.
CREATE FUNCTION require_open_months(tenant text, booked date[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    wanted date;
BEGIN
    FOREACH wanted IN ARRAY booked LOOP
        PERFORM FROM month
            WHERE municipality = tenant AND month.month = wanted AND state <> 'closed'
            FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'month % is not open for booking', wanted
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
END
$$;

-- Of the tables below: rows that are booked into a month.
CREATE FUNCTION guard_booked_months() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM require_open_months(booked.municipality, booked.months)
        FROM (SELECT municipality, array_agg(DISTINCT booked_month) AS months
            FROM inserted GROUP BY municipality) AS booked;
    RETURN NULL;
END
$$;

-- A payment is booked after its month was closed: that is what it pays.
CREATE FUNCTION guard_transfer_months() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM require_open_months(booked.municipality, booked.months)
        FROM (SELECT municipality, array_agg(DISTINCT booked_month) AS months
            FROM inserted WHERE kind <> 'payment' GROUP BY municipality) AS booked;
    RETURN NULL;
END
$$;

DROP TRIGGER trip_books_open_month ON trip;
DROP TRIGGER claim_books_open_month ON claim;
DROP TRIGGER claim_adjustment_books_open_month ON claim_adjustment;
DROP TRIGGER transfer_books_open_month ON transfer;
DROP FUNCTION guard_booked_month();

CREATE TRIGGER trip_books_open_month AFTER INSERT ON trip
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_booked_months();
CREATE TRIGGER claim_books_open_month AFTER INSERT ON claim
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_booked_months();
CREATE TRIGGER claim_adjustment_books_open_month AFTER INSERT ON claim_adjustment
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_booked_months();
CREATE TRIGGER transfer_books_open_month AFTER INSERT ON transfer
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_transfer_months();

-- What the rows of a statement refer to is there. Each is looked up by itself
-- (LATERAL … OFFSET 0) and by the key (no sequential scan), whatever the planner
-- thinks of tables that it has not counted yet.
CREATE FUNCTION refuse_orphans(orphans bigint, place text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF orphans > 0 THEN
        RAISE EXCEPTION '% rows of % refer to what is not there', orphans, place
            USING ERRCODE = 'foreign_key_violation';
    END IF;
END
$$;

CREATE FUNCTION guard_trip_parents() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM refuse_orphans(count(*) - count(parent.found), 'trip')
        FROM (SELECT DISTINCT municipality, terminal, operator, vehicle FROM inserted) AS child
        LEFT JOIN LATERAL (
            SELECT true AS found
            FROM terminal JOIN operator USING (municipality) JOIN vehicle USING (municipality)
            WHERE municipality = child.municipality AND terminal.terminal = child.terminal
                AND operator.operator = child.operator AND vehicle.vehicle = child.vehicle
            OFFSET 0) AS parent ON true;
    RETURN NULL;
END
$$;

CREATE FUNCTION guard_tap_parents() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM refuse_orphans(count(*) - count(parent.found), 'tap')
        FROM inserted
        LEFT JOIN LATERAL (
            SELECT true AS found FROM trip
            WHERE trip.municipality = inserted.municipality AND trip.trip = inserted.trip
            OFFSET 0) AS parent ON true;
    RETURN NULL;
END
$$;

CREATE FUNCTION guard_claim_parents() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM refuse_orphans(count(*) - count(parent.found), 'claim')
        FROM inserted
        LEFT JOIN LATERAL (
            SELECT true AS found FROM tap
            WHERE tap.municipality = inserted.municipality
                AND tap.trip = inserted.trip AND tap.ordinal = inserted.ordinal
                AND tap.registrant = inserted.registrant
            OFFSET 0) AS parent ON true;
    PERFORM refuse_orphans(count(*) - count(parent.found), 'claim')
        FROM inserted
        LEFT JOIN LATERAL (
            SELECT true AS found FROM registrant
            WHERE registrant.municipality = inserted.municipality
                AND registrant.registrant = inserted.registrant
            OFFSET 0) AS parent ON true;
    PERFORM refuse_orphans(count(*) - count(parent.found), 'claim')
        FROM (SELECT DISTINCT municipality, scheme, scheme_digest FROM inserted) AS child
        LEFT JOIN LATERAL (
            SELECT true AS found FROM scheme_file
            WHERE scheme_file.municipality = child.municipality
                AND scheme_file.scheme = child.scheme
                AND scheme_file.digest = child.scheme_digest
            OFFSET 0) AS parent ON true;
    RETURN NULL;
END
$$;

CREATE FUNCTION guard_transfer_parents() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    PERFORM refuse_orphans(count(*) - count(parent.found), 'transfer')
        FROM (SELECT municipality, debit AS account FROM inserted
            UNION SELECT municipality, credit FROM inserted) AS child
        LEFT JOIN LATERAL (
            SELECT true AS found FROM account
            WHERE account.municipality = child.municipality AND account.account = child.account
            OFFSET 0) AS parent ON true;
    PERFORM refuse_orphans(count(*) - count(parent.found), 'transfer')
        FROM inserted
        LEFT JOIN LATERAL (
            SELECT true AS found FROM claim
            WHERE claim.municipality = inserted.municipality
                AND claim.trip = inserted.trip AND claim.ordinal = inserted.ordinal
            OFFSET 0) AS parent ON true
        WHERE inserted.trip IS NOT NULL;
    RETURN NULL;
END
$$;

ALTER TABLE trip
    DROP CONSTRAINT trip_municipality_terminal_fkey,
    DROP CONSTRAINT trip_municipality_operator_fkey,
    DROP CONSTRAINT trip_municipality_vehicle_fkey;
ALTER TABLE tap DROP CONSTRAINT tap_municipality_trip_fkey;
ALTER TABLE claim
    DROP CONSTRAINT claim_municipality_trip_ordinal_fkey,
    DROP CONSTRAINT claim_municipality_registrant_fkey,
    DROP CONSTRAINT claim_municipality_scheme_scheme_digest_fkey;
ALTER TABLE transfer
    DROP CONSTRAINT transfer_municipality_debit_fkey,
    DROP CONSTRAINT transfer_municipality_credit_fkey,
    DROP CONSTRAINT transfer_municipality_trip_ordinal_fkey;

CREATE TRIGGER trip_has_parents AFTER INSERT ON trip
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_trip_parents();
CREATE TRIGGER tap_has_parents AFTER INSERT ON tap
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_tap_parents();
CREATE TRIGGER claim_has_parents AFTER INSERT ON claim
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_claim_parents();
CREATE TRIGGER transfer_has_parents AFTER INSERT ON transfer
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_transfer_parents();

-- Read whole, and only to answer a second time: kept as it was written.
ALTER TABLE trip ALTER COLUMN answer TYPE json USING answer::json;
ALTER TABLE claim ALTER COLUMN reasons TYPE json USING reasons::json;
ALTER TABLE claim_adjustment ALTER COLUMN reasons TYPE json USING reasons::json;

-- The key of a table leads with the municipality; every other index with what one
-- looks for by it. Else all of them would seem equally good while a table has no
-- statistics, and a trip would be looked for among all those of a municipality.
ALTER TABLE trip
    DROP CONSTRAINT trip_sequence_is_used_once,
    ADD CONSTRAINT trip_sequence_is_used_once UNIQUE (terminal, sequence, municipality);
DROP INDEX trip_of_month;
CREATE INDEX trip_of_month ON trip (booked_month, municipality, boarded_at);
ALTER TABLE tap
    DROP CONSTRAINT tap_nonce_is_used_once,
    ADD CONSTRAINT tap_nonce_is_used_once UNIQUE (terminal, nonce, municipality);
DROP INDEX claim_of_registrant;
CREATE INDEX claim_of_registrant ON claim (registrant, service_date, municipality);
DROP INDEX claim_of_month;
CREATE INDEX claim_of_month ON claim (booked_month, municipality);
ALTER TABLE claim
    DROP CONSTRAINT claim_once_a_trip,
    ADD CONSTRAINT claim_once_a_trip UNIQUE (trip, registrant, municipality);
DROP INDEX transfer_of_month;
CREATE INDEX transfer_of_month ON transfer (booked_month, municipality);

-- A record is text that does not get shorter: it stays in its row as it is, and
-- nobody tries.
ALTER TABLE trip SET (toast_tuple_target = 8160);
