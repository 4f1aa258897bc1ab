-- Taking trips in, and showing them. Everything here works on many at once.

--: ShownTripRow ()
--: ShownTapRow (assurance?, refusal?, declared?, registrant?, fingerprint?)
--: ShownClaimRow (instrument?, registrant?)

--! get_known_trips
SELECT trip, record_digest, answer FROM trip
WHERE municipality = :municipality AND trip = ANY (:trips);

--! get_chain : (previous_digest?)
-- The records of these terminals in these runs of numbers.
SELECT trip.*
FROM unnest(:terminals::text[], :first_sequences::bigint[], :last_sequences::bigint[])
    AS wanted (terminal, first_sequence, last_sequence)
CROSS JOIN LATERAL (
    SELECT terminal, sequence, record_digest, previous_digest
    FROM trip
    WHERE trip.municipality = :municipality AND trip.terminal = wanted.terminal
        AND trip.sequence BETWEEN wanted.first_sequence AND wanted.last_sequence
    OFFSET 0) AS trip;

--! get_assignments_since : (holder?)
-- What was entered after an entry, in order.
SELECT kind, thing, holder, from_date, entered_at, entry FROM assignment
WHERE municipality = :municipality AND entry > :entry ORDER BY entry;

--! get_operator_terms_since : (licensed_until?, contracted_until?)
SELECT operator, from_date, licensed_until, contracted_until, entered_at, entry
FROM operator_terms
WHERE municipality = :municipality AND entry > :entry ORDER BY entry;

--! put_trips (previous_digests[?])
INSERT INTO trip (municipality, trip, terminal, sequence, record, record_digest, previous_digest,
    operator, vehicle, driver, boarded_at, alighted_at, service_date, booked_month, answer,
    boarding_area, alighting_area, distance_m, fare_yen, received_at)
SELECT :municipality, t.*, :received_at
FROM unnest(:trips::uuid[], :terminals::text[], :sequences::bigint[], :records::text[],
    :record_digests::bytea[], :previous_digests::bytea[], :operators::text[], :vehicles::text[],
    :drivers::text[], :boarded_ats::timestamptz[], :alighted_ats::timestamptz[],
    :service_dates::date[], :booked_months::date[], :answers::json[],
    :boarding_areas::text[], :alighting_areas::text[], :distances_m::bigint[],
    :fares_yen::bigint[]) AS t;

--! put_taps (registrants[?], assurances[?], refusals[?], nonces[?], declared[?])
-- Flags arrive joined by commas: arrays of arrays must be rectangular in SQL.
INSERT INTO tap (municipality, trip, ordinal, terminal, fingerprint, registrant, tapped_at,
    assurance, refusal, flags, nonce, declared)
SELECT :municipality, trip, ordinal, terminal, fingerprint, registrant, tapped_at, assurance,
    refusal, coalesce(string_to_array(nullif(flags, ''), ','), '{}'), nonce, declared
FROM unnest(:trips::uuid[], :ordinals::smallint[], :terminals::text[], :fingerprints::bytea[],
    :registrants::text[], :tapped_ats::timestamptz[], :assurances::text[], :refusals::text[],
    :flags::text[], :nonces::bigint[], :declared::text[])
    AS t (trip, ordinal, terminal, fingerprint, registrant, tapped_at, assurance, refusal, flags,
        nonce, declared);

--! put_claims (instruments[?])
INSERT INTO claim (municipality, trip, ordinal, registrant, scheme, scheme_digest, scheme_version,
    operator, service_date, booked_month, units, treatment, decided_yen, shown_yen, payable_yen,
    reasons, instrument)
SELECT :municipality, t.*
FROM unnest(:trips::uuid[], :ordinals::smallint[], :registrants::text[], :schemes::text[],
    :scheme_digests::bytea[], :scheme_versions::text[], :operators::text[],
    :service_dates::date[], :booked_months::date[], :units::integer[], :treatments::text[],
    :decided_yen::bigint[], :shown_yen::bigint[], :payable_yen::bigint[], :reasons::json[],
    :instruments::text[]) AS t;

--! put_accounts
INSERT INTO account (municipality, account, kind)
SELECT :municipality, t.account, t.kind
FROM unnest(:accounts::text[], :kinds::text[]) AS t (account, kind)
ORDER BY t.account
ON CONFLICT (municipality, account) DO NOTHING;

--! put_claim_transfers
-- For claims and their adjustments.
INSERT INTO transfer (municipality, transfer, debit, credit, amount_yen, kind, booked_month,
    booked_at, trip, ordinal)
SELECT :municipality, t.transfer, t.debit, t.credit, t.amount_yen, :kind, t.booked_month,
    :booked_at, t.trip, t.ordinal
FROM unnest(:transfers::uuid[], :debits::text[], :credits::text[], :amounts_yen::bigint[],
    :booked_months::date[], :trips::uuid[], :ordinals::smallint[])
    AS t (transfer, debit, credit, amount_yen, booked_month, trip, ordinal);

--! put_set_aside (sequences[?])
INSERT INTO record_set_aside (municipality, record_digest, terminal, trip, sequence, record,
    status, code, received_at)
SELECT :municipality, t.*, :received_at
FROM unnest(:record_digests::bytea[], :terminals::text[], :trips::uuid[], :sequences::bigint[],
    :records::text[], :statuses::text[], :codes::text[]) AS t
ON CONFLICT (municipality, record_digest) DO NOTHING;

--! get_shown_trips (operator?) : ShownTripRow
-- By what is open to operators too, in order of boarding.
SELECT trip, operator, vehicle, driver, terminal, sequence, boarded_at, alighted_at,
    service_date, booked_month, boarding_area, alighting_area, distance_m, fare_yen, received_at
FROM trip
WHERE municipality = :municipality AND trip = ANY (:trips)
    AND operator = coalesce(:operator, operator)
ORDER BY boarded_at, trip
LIMIT :limit;

--! get_shown_taps : ShownTapRow
SELECT trip, ordinal, tapped_at, assurance, refusal, flags, declared, registrant, fingerprint
FROM tap WHERE municipality = :municipality AND trip = ANY (:trips) ORDER BY trip, ordinal;

--! get_own_taps : ShownTapRow
-- As an operator may see them: neither who rode nor by which card; nor why a number was
-- not accepted, as numbers can be tried.
SELECT trip, ordinal, tapped_at, assurance,
    CASE WHEN refusal IS NOT NULL AND declared IS NOT NULL THEN 'number_not_accepted'
        ELSE refusal END AS refusal,
    flags, declared, NULL::text AS registrant, NULL::bytea AS fingerprint
FROM tap WHERE municipality = :municipality AND trip = ANY (:trips) ORDER BY trip, ordinal;

--! get_shown_claims : ShownClaimRow
SELECT trip, ordinal, scheme, scheme_version, instrument, units, treatment, decided_yen,
    shown_yen, payable_yen, reasons, registrant
FROM claim WHERE municipality = :municipality AND trip = ANY (:trips) ORDER BY trip, ordinal;

--! get_own_claims : ShownClaimRow
SELECT trip, ordinal, scheme, scheme_version, instrument, units, treatment, decided_yen,
    shown_yen, payable_yen, reasons, NULL::text AS registrant
FROM claim WHERE municipality = :municipality AND trip = ANY (:trips) ORDER BY trip, ordinal;
