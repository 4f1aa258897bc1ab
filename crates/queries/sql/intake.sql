-- Taking trips in. Everything here works on a whole batch at once.

--! lock_registrants : (ended_on?)
-- In one order everywhere, so that two batches never wait for each other.
SELECT registrant, registered_on, ended_on, uses_before
FROM registrant
WHERE municipality = :municipality AND registrant = ANY (:registrants)
ORDER BY registrant FOR UPDATE;

--! get_registrants : (ended_on?)
SELECT registrant, registered_on, ended_on, uses_before
FROM registrant
WHERE municipality = :municipality AND registrant = ANY (:registrants)
ORDER BY registrant;

--! get_grounds : (until_date?)
SELECT registrant, ground, from_date, until_date, admitted_at
FROM registrant_ground
WHERE municipality = :municipality AND registrant = ANY (:registrants)
ORDER BY registrant, from_date, ground;

--! get_credentials
SELECT fingerprint, registrant, valid_from, valid_until, chip_key, linked_at
FROM credential
WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints);

--! get_nonce_pools
-- The pools that hold any of the numbers.
SELECT first_number, nonce_count, seed, issued_at, expires_at
FROM nonce_pool
WHERE municipality = :municipality AND terminal = :terminal
    AND first_number <= :last_number AND first_number + nonce_count > :first_number
ORDER BY first_number;

--! get_used_nonces
SELECT nonce FROM tap
WHERE municipality = :municipality AND terminal = :terminal AND nonce = ANY (:nonces);

--! get_uses
-- What registrants used, a row a day in uses and trips: the adjusted outcome where there is one.
SELECT claim.registrant, claim.scheme, claim.service_date,
    sum(coalesce(adjustment.units, claim.units))::bigint AS units,
    count(*) FILTER (WHERE coalesce(adjustment.units, claim.units) > 0) AS trips,
    sum(coalesce(adjustment.decided_yen, claim.decided_yen))::bigint AS amount_yen
FROM claim
LEFT JOIN claim_adjustment AS adjustment USING (municipality, trip, ordinal)
WHERE claim.municipality = :municipality AND claim.registrant = ANY (:registrants)
    AND claim.service_date BETWEEN :from_date AND :until_date
GROUP BY claim.registrant, claim.scheme, claim.service_date
ORDER BY claim.registrant, claim.scheme, claim.service_date;

--! get_known_trips
SELECT trip, record_digest, answer FROM trip
WHERE municipality = :municipality AND trip = ANY (:trips);

--! get_chain : (previous_digest?)
-- The records with these sequence numbers.
SELECT sequence, trip, record_digest, previous_digest FROM trip
WHERE municipality = :municipality AND terminal = :terminal AND sequence = ANY (:sequences);

--! get_driver_operators
SELECT driver, operator FROM driver
WHERE municipality = :municipality AND driver = ANY (:drivers);

--! get_vehicle_operators
SELECT vehicle, operator FROM vehicle
WHERE municipality = :municipality AND vehicle = ANY (:vehicles);

--! put_trips (previous_digests[?])
INSERT INTO trip (municipality, trip, terminal, sequence, record, record_digest, previous_digest,
    operator, vehicle, driver, boarded_at, alighted_at, service_date, booked_month, answer,
    received_at)
SELECT :municipality, t.*, :received_at
FROM unnest(:trips::uuid[], :terminals::text[], :sequences::bigint[], :records::text[],
    :record_digests::bytea[], :previous_digests::bytea[], :operators::text[], :vehicles::text[],
    :drivers::text[], :boarded_ats::timestamptz[], :alighted_ats::timestamptz[],
    :service_dates::date[], :booked_months::date[], :answers::jsonb[]) AS t;

--! put_taps (registrants[?], assurances[?], refusals[?], nonces[?])
-- Flags arrive joined by commas: arrays of arrays must be rectangular in SQL.
INSERT INTO tap (municipality, trip, ordinal, terminal, fingerprint, registrant, tapped_at,
    assurance, refusal, flags, nonce)
SELECT :municipality, trip, ordinal, terminal, fingerprint, registrant, tapped_at, assurance,
    refusal, coalesce(string_to_array(nullif(flags, ''), ','), '{}'), nonce
FROM unnest(:trips::uuid[], :ordinals::smallint[], :terminals::text[], :fingerprints::bytea[],
    :registrants::text[], :tapped_ats::timestamptz[], :assurances::text[], :refusals::text[],
    :flags::text[], :nonces::bigint[])
    AS t (trip, ordinal, terminal, fingerprint, registrant, tapped_at, assurance, refusal, flags,
        nonce);

--! put_claims
INSERT INTO claim (municipality, trip, ordinal, registrant, scheme, scheme_digest, scheme_version,
    operator, service_date, booked_month, units, treatment, decided_yen, shown_yen, payable_yen,
    reasons)
SELECT :municipality, t.*
FROM unnest(:trips::uuid[], :ordinals::smallint[], :registrants::text[], :schemes::text[],
    :scheme_digests::bytea[], :scheme_versions::text[], :operators::text[],
    :service_dates::date[], :booked_months::date[], :units::integer[], :treatments::text[],
    :decided_yen::bigint[], :shown_yen::bigint[], :payable_yen::bigint[], :reasons::jsonb[]) AS t;

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

--! put_set_aside
INSERT INTO record_set_aside (municipality, record_digest, terminal, trip, record, status, code,
    received_at)
SELECT :municipality, t.*, :received_at
FROM unnest(:record_digests::bytea[], :terminals::text[], :trips::uuid[], :records::text[],
    :statuses::text[], :codes::text[]) AS t
ON CONFLICT (municipality, record_digest) DO NOTHING;
