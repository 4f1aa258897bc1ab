-- What a decision needs of the register: for a batch of records, or for a whole
-- month. Both give the same rows.

--: RegistrantRow ()
--: StandingRow ()
--: UsesBeforeRow ()
--: GroundRow (until_date?, evidence?)
--: CredentialRow (valid_from?, valid_until?, chip_key?)
--: CredentialStateRow ()
--: CredentialOwnerRow (registrant?)
--: NoncePoolRow ()
--: UseRow (instrument?)

--! get_registrants : RegistrantRow
SELECT registrant, registered_on, uses_before, admitted_at
FROM registrant
WHERE municipality = :municipality AND registrant = ANY (:registrants)
ORDER BY registrant;

--! get_all_registrants : RegistrantRow
SELECT registrant, registered_on, uses_before, admitted_at
FROM registrant WHERE municipality = :municipality ORDER BY registrant;

--! get_holders : RegistrantRow
-- Whose cards these are, or were said to be, and those whose number was typed.
SELECT registrant, registered_on, uses_before, admitted_at
FROM registrant
WHERE municipality = :municipality AND registrant IN (
    SELECT registrant FROM credential_holder
    WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints)
    UNION ALL SELECT unnest(:declared::text[]));

--! get_standings_of_holders : StandingRow
SELECT registrant, from_date, state, entered_at
FROM registrant_standing
WHERE municipality = :municipality AND registrant IN (
    SELECT registrant FROM credential_holder
    WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints)
    UNION ALL SELECT unnest(:declared::text[]))
ORDER BY registrant, from_date, entry;

--! get_uses_before_of_holders : UsesBeforeRow
SELECT registrant, uses, entered_at, entered_by
FROM registrant_uses_before
WHERE municipality = :municipality AND registrant IN (
    SELECT registrant FROM credential_holder
    WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints)
    UNION ALL SELECT unnest(:declared::text[]))
ORDER BY registrant, entry;

--! get_grounds_of_holders : GroundRow
SELECT registrant, ground, from_date, until_date, evidence, admitted_at
FROM registrant_ground
WHERE municipality = :municipality AND registrant IN (
    SELECT registrant FROM credential_holder
    WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints)
    UNION ALL SELECT unnest(:declared::text[]))
ORDER BY registrant, from_date, ground, entry;

--! get_all_standings : StandingRow
SELECT registrant, from_date, state, entered_at FROM registrant_standing
WHERE municipality = :municipality ORDER BY registrant, from_date, entry;

--! get_uses_before : UsesBeforeRow
SELECT registrant, uses, entered_at, entered_by FROM registrant_uses_before
WHERE municipality = :municipality AND registrant = ANY (:registrants)
ORDER BY registrant, entry;

--! get_all_uses_before : UsesBeforeRow
SELECT registrant, uses, entered_at, entered_by FROM registrant_uses_before
WHERE municipality = :municipality ORDER BY registrant, entry;

--! get_grounds : GroundRow
SELECT registrant, ground, from_date, until_date, evidence, admitted_at
FROM registrant_ground
WHERE municipality = :municipality AND registrant = ANY (:registrants)
ORDER BY registrant, from_date, ground, entry;

--! get_all_grounds : GroundRow
SELECT registrant, ground, from_date, until_date, evidence, admitted_at
FROM registrant_ground WHERE municipality = :municipality
ORDER BY registrant, from_date, ground, entry;

--! get_credentials : CredentialRow
SELECT fingerprint, registrant, valid_from, valid_until, chip_key, linked_at
FROM credential
WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints);

--! get_all_credentials : CredentialRow
SELECT fingerprint, registrant, valid_from, valid_until, chip_key, linked_at
FROM credential WHERE municipality = :municipality ORDER BY fingerprint;

--! get_credential_states : CredentialStateRow
SELECT fingerprint, from_at, state, entered_at FROM credential_state
WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints)
ORDER BY fingerprint, from_at, entry;

--! get_all_credential_states : CredentialStateRow
SELECT fingerprint, from_at, state, entered_at FROM credential_state
WHERE municipality = :municipality ORDER BY fingerprint, from_at, entry;

--! get_credential_owners : CredentialOwnerRow
-- What was entered of whose these cards are, after they were linked first. Why and by whom
-- is for those who look; an entry is rare, and found by the same key with it or without.
SELECT fingerprint, registrant, reason, entered_at, entered_by FROM credential_owner
WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints)
ORDER BY fingerprint, entry;

--! get_all_credential_owners : CredentialOwnerRow
SELECT fingerprint, registrant, reason, entered_at, entered_by FROM credential_owner
WHERE municipality = :municipality ORDER BY fingerprint, entry;

--! get_nonce_pools : NoncePoolRow
-- The pools that hold any number of a terminal's range.
SELECT pool.terminal, pool.first_number, pool.nonce_count, pool.seed, pool.issued_at,
    pool.expires_at
FROM nonce_pool AS pool
JOIN unnest(:terminals::text[], :first_numbers::bigint[], :last_numbers::bigint[])
    AS wanted (terminal, first_number, last_number)
    ON wanted.terminal = pool.terminal
        AND pool.first_number <= wanted.last_number
        AND pool.first_number + pool.nonce_count > wanted.first_number
WHERE pool.municipality = :municipality
ORDER BY pool.terminal, pool.first_number;

--! get_all_nonce_pools : NoncePoolRow
SELECT terminal, first_number, nonce_count, seed, issued_at, expires_at
FROM nonce_pool WHERE municipality = :municipality ORDER BY terminal, first_number;

--! get_newest_nonce_pool : NoncePoolRow
SELECT terminal, first_number, nonce_count, seed, issued_at, expires_at
FROM nonce_pool WHERE municipality = :municipality AND terminal = :terminal
ORDER BY first_number DESC LIMIT 1;

--! get_used_nonces
-- Of these runs of numbers of these terminals, those that a chip answered before.
SELECT tap.terminal, tap.nonce::bigint AS nonce
FROM unnest(:terminals::text[], :first_nonces::bigint[], :last_nonces::bigint[])
    AS wanted (terminal, first_nonce, last_nonce)
CROSS JOIN LATERAL (
    SELECT tap.terminal, tap.nonce FROM tap
    WHERE tap.municipality = :municipality AND tap.terminal = wanted.terminal
        AND tap.nonce BETWEEN wanted.first_nonce AND wanted.last_nonce
    OFFSET 0) AS tap;

--! get_nonces_before_month
-- Nonces that chips answered in trips of earlier months.
SELECT tap.terminal, tap.nonce
FROM tap JOIN trip USING (municipality, trip)
WHERE tap.municipality = :municipality AND tap.nonce IS NOT NULL
    AND trip.booked_month < :month;

--! get_uses : UseRow
-- What the holders of cards, and those whose number was typed, used, a row a day and kind
-- of ticket: the last adjusted outcome. Holder by holder: each has few claims, all have many.
SELECT claim.registrant, claim.instrument, claim.service_date,
    sum(claim.units)::bigint AS units,
    count(*) FILTER (WHERE claim.units > 0) AS trips,
    sum(claim.decided_yen)::bigint AS amount_yen
FROM (
    SELECT registrant FROM credential_holder
    WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints)
    UNION SELECT unnest(:declared::text[])) AS holder
CROSS JOIN LATERAL (
    SELECT claim.registrant, claim.instrument, claim.service_date,
        coalesce(adjustment.units, claim.units) AS units,
        coalesce(adjustment.decided_yen, claim.decided_yen) AS decided_yen
    FROM claim
    LEFT JOIN LATERAL (SELECT last.units, last.decided_yen FROM claim_adjustment AS last
        WHERE last.municipality = claim.municipality AND last.trip = claim.trip
            AND last.ordinal = claim.ordinal
        ORDER BY last.booked_month DESC LIMIT 1) AS adjustment ON true
    WHERE claim.municipality = :municipality AND claim.registrant = holder.registrant
        AND claim.service_date BETWEEN :from_date AND :until_date
    OFFSET 0) AS claim
GROUP BY claim.registrant, claim.instrument, claim.service_date
ORDER BY claim.registrant, claim.service_date, claim.instrument;

--! get_uses_before_month : UseRow
-- What counts already when a month is recomputed: all that earlier months settled.
SELECT claim.registrant, claim.instrument, claim.service_date,
    sum(coalesce(adjustment.units, claim.units))::bigint AS units,
    count(*) FILTER (WHERE coalesce(adjustment.units, claim.units) > 0) AS trips,
    sum(coalesce(adjustment.decided_yen, claim.decided_yen))::bigint AS amount_yen
FROM claim
LEFT JOIN LATERAL (SELECT last.units, last.decided_yen FROM claim_adjustment AS last
    WHERE last.municipality = claim.municipality AND last.trip = claim.trip
        AND last.ordinal = claim.ordinal AND last.booked_month < :month
    ORDER BY last.booked_month DESC LIMIT 1) AS adjustment ON true
WHERE claim.municipality = :municipality AND claim.booked_month < :month
GROUP BY claim.registrant, claim.instrument, claim.service_date
ORDER BY claim.registrant, claim.service_date, claim.instrument;
