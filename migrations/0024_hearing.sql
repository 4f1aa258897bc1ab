-- What one sees of a trip, and what an operator sees of the findings that it may reply to.

-- Of a record, what a person looks at: the record itself names cards, and is not for everybody.
ALTER TABLE trip
    ADD COLUMN boarding_area text,
    ADD COLUMN alighting_area text,
    ADD COLUMN distance_m bigint,
    ADD COLUMN fare_yen bigint;      -- everything on the meter and beside it
ALTER TABLE trip DISABLE TRIGGER append_only;
UPDATE trip SET boarding_area = signed.trip ->> 'boarding_area',
    alighting_area = signed.trip ->> 'alighting_area',
    distance_m = (signed.trip ->> 'distance_m')::bigint,
    fare_yen = (
        SELECT sum(value::bigint) FROM json_each_text(signed.trip -> 'fare')
        WHERE key IN ('meter_yen', 'pickup_yen', 'toll_yen', 'other_yen'))
FROM (
    SELECT municipality AS of_municipality, kept.trip AS of_trip,
        convert_from(decode(rpad(payload, (length(payload) + 3) / 4 * 4, '='), 'base64'),
            'UTF8')::json -> 'trip' AS trip
    FROM (SELECT *, translate(split_part(record, '.', 2), '-_', '+/') AS payload
        FROM trip) AS kept) AS signed
WHERE municipality = of_municipality AND trip.trip = of_trip;
ALTER TABLE trip ENABLE TRIGGER append_only;
ALTER TABLE trip
    ALTER COLUMN boarding_area SET NOT NULL,
    ALTER COLUMN alighting_area SET NOT NULL,
    ALTER COLUMN distance_m SET NOT NULL,
    ALTER COLUMN fare_yen SET NOT NULL;
GRANT SELECT (boarding_area, alighting_area, distance_m, fare_yen) ON trip TO mytaku_operator;

-- Who entered a ground, as with everything else that is dated; none: it was not kept then.
ALTER TABLE registrant_ground
    ADD COLUMN entered_by text,
    ADD FOREIGN KEY (municipality, entered_by) REFERENCES user_account (municipality, user_id);

-- What an operator sees of a finding is kept beside it as the database tells it, so that no
-- query need leave anything out: the other columns stay closed.
ALTER TABLE finding
    ADD COLUMN own_subject text,     -- none: it names who rode, or another's trip
    ADD COLUMN own_evidence jsonb NOT NULL
        DEFAULT '{"trips": [], "numbers": {}, "of_others": [], "entries": []}';

-- Against what it was found, where that is the operator's own.
CREATE FUNCTION operators_subject(told finding) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN told.code IN ('vehicle_overlap', 'driver_overlap', 'terminal_overlap',
                'registrant_overlap', 'staged_trip', 'impossible_travel')
            THEN (SELECT other.trip::text FROM trip AS other
                WHERE other.municipality = told.municipality
                    AND other.trip = told.subject::uuid AND other.operator = told.operator)
        WHEN told.code IN ('same_card_again', 'fleet_changed', 'bunching', 'weak_taps', 'burst')
            THEN told.subject
        -- A driver and a registrant.
        WHEN told.code = 'driver_card_concentration' THEN split_part(told.subject, ' ', 1)
    END
$$;

-- What made it: of the trips the operator's own; of another's that there is one, and how
-- long both were under way at once. Numbers only where they are known to count nothing but
-- its own rows: a new one is closed until it is named here. Of the registry what was
-- entered of its own fleet, and not whose that is now.
CREATE FUNCTION operators_evidence(told finding) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    WITH named AS (
        SELECT place, other.trip, other.operator = told.operator AS own, mine.trip AS beside,
            greatest(other.boarded_at, mine.boarded_at) AS from_at,
            least(other.alighted_at, other.boarded_at + interval '12 hours', mine.alighted_at,
                mine.boarded_at + interval '12 hours') AS until_at
        FROM jsonb_array_elements_text(told.evidence -> 'trips') WITH ORDINALITY
            AS one (trip, place)
        JOIN trip AS other ON other.municipality = told.municipality
            AND other.trip = one.trip::uuid
        LEFT JOIN trip AS mine ON mine.municipality = told.municipality
            AND mine.trip = told.trip
    ), of_others AS (
        SELECT place, CASE WHEN beside IS NOT NULL AND from_at < until_at
            THEN jsonb_build_object('from', from_at, 'until', until_at)
            ELSE '{}' END AS span
        FROM named WHERE NOT own
    ), entered AS (
        SELECT jsonb_build_object('kind', assignment.kind, 'thing', assignment.thing,
            'from', assignment.from_date, 'entered_at', assignment.entered_at,
            'state', CASE WHEN assignment.holder IS NULL THEN 'out_of_service'
                ELSE 'assigned' END) AS entry
        FROM assignment
        WHERE told.code = 'fleet_changed' AND assignment.municipality = told.municipality
            AND assignment.entered_at = told.found_at
            AND left(told.subject, -11) = assignment.kind || ' ' || assignment.thing
        UNION ALL
        SELECT jsonb_strip_nulls(jsonb_build_object('kind', 'operator', 'thing', terms.operator,
            'from', terms.from_date, 'entered_at', terms.entered_at,
            'until', least(terms.licensed_until, terms.contracted_until)))
        FROM operator_terms AS terms
        WHERE told.code = 'fleet_changed' AND terms.municipality = told.municipality
            AND terms.operator = told.operator AND terms.entered_at = told.found_at
            AND left(told.subject, -11) = 'operator ' || terms.operator
    )
    SELECT jsonb_build_object(
        'trips', coalesce((SELECT jsonb_agg(trip ORDER BY place) FROM named WHERE own), '[]'),
        'of_others', coalesce((SELECT jsonb_agg(span ORDER BY place) FROM of_others), '[]'),
        'entries', coalesce((SELECT jsonb_agg(entry) FROM entered), '[]'),
        'numbers', coalesce((
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(told.evidence -> 'numbers')
            WHERE key = 'seconds_at_once'
                OR NOT EXISTS (SELECT FROM of_others) AND (
                    key IN ('seconds_between', 'trips_of_the_day', 'tap', 'decided_yen',
                        'notch_yen', 'in_band', 'beside_it', 'with_the_driver', 'weak_taps',
                        'taps', 'distance_m', 'seconds', 'meter_yen', 'with_the_operator')
                    OR key LIKE 'band\_%'
                    OR key = 'trips' AND told.code IN ('bunching', 'burst'))), '{}'))
$$;

CREATE FUNCTION tell_operator() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.own_subject := operators_subject(NEW);
    NEW.own_evidence := operators_evidence(NEW);
    RETURN NEW;
END
$$;

ALTER TABLE finding DISABLE TRIGGER append_only;
UPDATE finding AS told SET own_subject = operators_subject(told),
    own_evidence = operators_evidence(told);
ALTER TABLE finding ENABLE TRIGGER append_only;

CREATE TRIGGER finding_tells_its_operator BEFORE INSERT ON finding
    FOR EACH ROW EXECUTE FUNCTION tell_operator();

GRANT SELECT (own_subject, own_evidence) ON finding TO mytaku_operator;
