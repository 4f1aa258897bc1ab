-- Who connects.
--
-- The service took its role for each transaction over a connection of the tables' owner:
-- RESET ROLE stood outside both walls, and could have dropped what keeps rows from being
-- changed. mytaku_login owns nothing and inherits nothing. All it can do is take one of
-- the two roles, and ask the three questions below, which no tenant's row answers.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mytaku_login') THEN
        -- It has no password until somebody gives it one.
        CREATE ROLE mytaku_login LOGIN NOINHERIT;
    END IF;
END
$$;

GRANT mytaku_service, mytaku_operator TO mytaku_login;

-- To whoever connects: that they are the wrong one can be told only to who may ask whether
-- there is a schema.
GRANT SELECT ON schema_migration TO PUBLIC;

-- Waits until all that was committed so far is on disk, and says which of these rows are
-- there by their place, from 1: trips, or records that were set aside. The message is for
-- nobody: by it the caller's statement has something to commit, and waits until all that
-- was committed before it is on disk, too.
CREATE FUNCTION flush(municipalities text[], trips uuid[], record_digests bytea[])
RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_logical_emit_message(true, 'mytaku', '');
    RETURN ARRAY(
        SELECT wanted.place
        FROM unnest(municipalities, trips, record_digests)
            WITH ORDINALITY AS wanted (municipality, trip, record_digest, place)
        WHERE EXISTS (SELECT FROM trip
                WHERE trip.municipality = wanted.municipality AND trip.trip = wanted.trip)
            OR EXISTS (SELECT FROM record_set_aside AS aside
                WHERE aside.municipality = wanted.municipality
                    AND aside.record_digest = wanted.record_digest));
END
$$;

-- The code of every municipality, and nothing else of any.
CREATE FUNCTION municipalities() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT municipality FROM municipality ORDER BY municipality
$$;

-- Whether any municipality has a value that begins as what a key sealed does. A bank
-- file has its payments.
CREATE FUNCTION is_anything_sealed(prefix text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payer WHERE starts_with(account_number, prefix))
        OR EXISTS (SELECT FROM operator_account WHERE starts_with(account_number, prefix))
        OR EXISTS (SELECT FROM payment WHERE starts_with(account_number, prefix))
        OR EXISTS (SELECT FROM user_login WHERE starts_with(second_factor, prefix))
$$;

REVOKE ALL ON FUNCTION flush, municipalities, is_anything_sealed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION flush, municipalities, is_anything_sealed TO mytaku_login;
