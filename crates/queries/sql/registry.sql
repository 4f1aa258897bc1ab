-- Municipalities, operators, vehicles, terminals, users, schemes, registrants, cards.

--: KeyStateRow (enrolled_at?, revoked_at?, doubtful_from?, reason?, last_trip_at?, set_aside?)
--: TouchedRow ()
--: FleetRow ()
--: EnteredUsesRow ()
--: UsedClaimRow ()

--! upsert_municipality
INSERT INTO municipality (municipality, name, first_month)
VALUES (:municipality, :name, :first_month)
ON CONFLICT (municipality) DO UPDATE SET name = EXCLUDED.name;

--! get_municipality
SELECT municipality, name, first_month FROM municipality WHERE municipality = :municipality;

--! upsert_payer
INSERT INTO payer (municipality, requester_code, requester_name, bank_code, branch_code,
    account_kind, account_number)
VALUES (:municipality, :requester_code, :requester_name, :bank_code, :branch_code,
    :account_kind, :account_number)
ON CONFLICT (municipality) DO UPDATE SET requester_code = EXCLUDED.requester_code,
    requester_name = EXCLUDED.requester_name, bank_code = EXCLUDED.bank_code,
    branch_code = EXCLUDED.branch_code, account_kind = EXCLUDED.account_kind,
    account_number = EXCLUDED.account_number;

--! get_payer
SELECT requester_code, requester_name, bank_code, branch_code, account_kind, account_number
FROM payer WHERE municipality = :municipality;

--! upsert_operator
INSERT INTO operator (municipality, operator, name) VALUES (:municipality, :operator, :name)
ON CONFLICT (municipality, operator) DO UPDATE SET name = EXCLUDED.name;

--! get_operators
SELECT operator, name FROM operator WHERE municipality = :municipality ORDER BY operator;

--! upsert_vehicle
INSERT INTO vehicle (municipality, vehicle, operator)
VALUES (:municipality, :vehicle, :operator)
ON CONFLICT (municipality, vehicle) DO UPDATE SET operator = EXCLUDED.operator;

--! upsert_driver
INSERT INTO driver (municipality, driver, operator) VALUES (:municipality, :driver, :operator)
ON CONFLICT (municipality, driver) DO UPDATE SET operator = EXCLUDED.operator;

--! upsert_terminal
INSERT INTO terminal (municipality, terminal, vehicle)
VALUES (:municipality, :terminal, :vehicle)
ON CONFLICT (municipality, terminal) DO UPDATE SET vehicle = EXCLUDED.vehicle;

--: TerminalRow ()

--! get_terminal : TerminalRow
-- With its keys, the first one first, and which of them are revoked.
SELECT terminal.terminal, key.public_keys, key.enrolled_ats, key.revoked
FROM terminal
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(public_key ORDER BY number), '{}') AS public_keys,
        coalesce(array_agg(enrolled_at ORDER BY number), '{}') AS enrolled_ats,
        coalesce(array_agg(revoked_at IS NOT NULL ORDER BY number), '{}') AS revoked
    FROM terminal_key LEFT JOIN terminal_key_revocation USING (municipality, terminal, number)
    WHERE municipality = terminal.municipality AND terminal = terminal.terminal) AS key
WHERE terminal.municipality = :municipality AND terminal.terminal = :terminal;

--! get_fitting
-- In which vehicle a terminal is fitted on a day, and whose that is. Out of service:
-- where it was last.
SELECT vehicle.vehicle, coalesce(owner.holder, vehicle.operator) AS operator
FROM terminal
LEFT JOIN LATERAL (
    SELECT holder FROM assignment
    WHERE municipality = terminal.municipality AND kind = 'terminal'
        AND thing = terminal.terminal AND from_date <= :today
    ORDER BY from_date DESC, entry DESC LIMIT 1) AS fitted ON true
JOIN vehicle ON vehicle.municipality = terminal.municipality
    AND vehicle.vehicle = coalesce(fitted.holder, terminal.vehicle)
LEFT JOIN LATERAL (
    SELECT holder FROM assignment
    WHERE municipality = vehicle.municipality AND kind = 'vehicle'
        AND thing = vehicle.vehicle AND from_date <= :today
    ORDER BY from_date DESC, entry DESC LIMIT 1) AS owner ON true
WHERE terminal.municipality = :municipality AND terminal.terminal = :terminal;

--! count_terminal_keys
-- How many keys terminals have and how many of them are revoked. Both are only
-- added, so that the counts tell whether anything is new.
SELECT key.terminal, count(*) AS keys, count(revocation.number) AS revoked
FROM (SELECT DISTINCT terminal FROM unnest(:terminals::text[]) AS terminal) AS wanted
JOIN terminal_key AS key ON key.terminal = wanted.terminal
LEFT JOIN terminal_key_revocation AS revocation ON revocation.municipality = key.municipality
    AND revocation.terminal = key.terminal AND revocation.number = key.number
WHERE key.municipality = :municipality
GROUP BY key.terminal;

--! get_terminal_keys
-- Of all terminals, the first key first.
SELECT terminal, number, public_key, enrolled_at
FROM terminal_key WHERE municipality = :municipality ORDER BY terminal, number;

--! put_terminal_key
-- The terminal's next key.
INSERT INTO terminal_key (municipality, terminal, number, public_key, enrolled_at)
SELECT :municipality, :terminal, coalesce(max(number), 0) + 1, :public_key, :enrolled_at
FROM terminal_key WHERE municipality = :municipality AND terminal = :terminal;

--! revoke_terminal_key
-- The terminal's last key. No row: it has none.
INSERT INTO terminal_key_revocation (municipality, terminal, number, doubtful_from, reason,
    revoked_by, revoked_at)
SELECT municipality, terminal, max(number), :doubtful_from, :reason, :revoked_by, :revoked_at
FROM terminal_key WHERE municipality = :municipality AND terminal = :terminal
GROUP BY municipality, terminal
ON CONFLICT (municipality, terminal, number) DO NOTHING;

--! get_doubtful_trips
-- What a terminal's trips since a moment come to.
SELECT count(DISTINCT trip.trip) AS trips, coalesce(sum(claim.payable_yen), 0)::bigint AS claims_yen
FROM trip LEFT JOIN claim USING (municipality, trip)
WHERE trip.municipality = :municipality AND trip.terminal = :terminal
    AND trip.received_at >= :doubtful_from;

--! get_chain_end
-- The last record taken in of a terminal. No row: none was.
SELECT sequence, record_digest FROM trip
WHERE municipality = :municipality AND terminal = :terminal
ORDER BY sequence DESC LIMIT 1;

--! get_key_states : KeyStateRow
-- Every terminal with its last key, and when a trip last came from it.
SELECT terminal.terminal, terminal.vehicle, vehicle.operator, coalesce(key.number, 0) AS keys,
    key.enrolled_at, revocation.revoked_at, revocation.doubtful_from, revocation.reason,
    (SELECT max(received_at) FROM trip
        WHERE trip.municipality = terminal.municipality
            AND trip.terminal = terminal.terminal) AS last_trip_at,
    (SELECT count(*) FROM record_set_aside AS aside
        WHERE aside.municipality = terminal.municipality
            AND aside.terminal = terminal.terminal) AS set_aside
FROM terminal JOIN vehicle USING (municipality, vehicle)
LEFT JOIN LATERAL (
    SELECT number, enrolled_at FROM terminal_key
    WHERE municipality = terminal.municipality AND terminal = terminal.terminal
    ORDER BY number DESC LIMIT 1) AS key ON true
LEFT JOIN terminal_key_revocation AS revocation
    ON revocation.municipality = terminal.municipality
    AND revocation.terminal = terminal.terminal AND revocation.number = key.number
WHERE terminal.municipality = :municipality ORDER BY terminal.terminal;

--! get_gaps
-- Runs of sequence numbers that are missing before a record that came in, taken in or set
-- aside: since when that is known, and when the terminal was last heard of.
SELECT terminal, first_missing, last_missing, since, last_trip_at
FROM (
    SELECT terminal, received_at AS since, sequence - 1 AS last_missing,
        coalesce(lag(sequence) OVER chain, 0) + 1 AS first_missing,
        max(received_at) OVER (PARTITION BY terminal) AS last_trip_at
    FROM (
        SELECT terminal, sequence, received_at FROM trip WHERE municipality = :municipality
        UNION ALL
        SELECT terminal, sequence, received_at FROM record_set_aside
        WHERE municipality = :municipality AND sequence IS NOT NULL) AS record
    WINDOW chain AS (PARTITION BY terminal ORDER BY sequence)) AS link
WHERE first_missing <= last_missing ORDER BY terminal, first_missing;

--! get_own_trips
-- Which of these records are of the operator's trips, and when the terminal last sent one.
SELECT trip.terminal, trip.sequence, latest.last_trip_at
FROM unnest(:terminals::text[], :sequences::bigint[]) AS wanted (terminal, sequence)
JOIN trip USING (terminal, sequence)
CROSS JOIN LATERAL (
    SELECT max(received_at) AS last_trip_at FROM trip AS own
    WHERE own.municipality = trip.municipality AND own.terminal = trip.terminal
        AND own.operator = trip.operator) AS latest
WHERE trip.municipality = :municipality AND trip.operator = :operator;

--! get_own_key_states : KeyStateRow
-- As get_key_states, of one operator, as far as it may see them.
SELECT terminal.terminal, terminal.vehicle, vehicle.operator, coalesce(key.number, 0) AS keys,
    key.enrolled_at, revocation.revoked_at, revocation.doubtful_from, NULL::text AS reason,
    (SELECT max(received_at) FROM trip
        WHERE trip.municipality = terminal.municipality
            AND trip.terminal = terminal.terminal
            AND trip.operator = vehicle.operator) AS last_trip_at,
    NULL::bigint AS set_aside
FROM terminal JOIN vehicle USING (municipality, vehicle)
LEFT JOIN LATERAL (
    SELECT number, enrolled_at FROM terminal_key
    WHERE municipality = terminal.municipality AND terminal = terminal.terminal
    ORDER BY number DESC LIMIT 1) AS key ON true
LEFT JOIN terminal_key_revocation AS revocation
    ON revocation.municipality = terminal.municipality
    AND revocation.terminal = terminal.terminal AND revocation.number = key.number
WHERE terminal.municipality = :municipality AND vehicle.operator = :operator
ORDER BY terminal.terminal;

--! put_enrolment_code
INSERT INTO enrolment_code (municipality, code_digest, terminal, expires_at, issued_at, issued_by)
VALUES (:municipality, :code_digest, :terminal, :expires_at, :issued_at, :issued_by);

--! get_enrolment_codes : (issued_at?, issued_by?, used_at?, withdrawn_at?, withdrawn_by?)
SELECT code_digest, terminal, expires_at, issued_at, issued_by, used_at, withdrawn_at, withdrawn_by
FROM enrolment_code WHERE municipality = :municipality
ORDER BY issued_at DESC NULLS LAST, terminal, code_digest;

--! use_enrolment_code
-- No row: unknown, expired, withdrawn or used before.
UPDATE enrolment_code SET used_at = :now
WHERE municipality = :municipality AND code_digest = :code_digest
    AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > :now
RETURNING terminal;

--! get_code_terminal
-- Which terminal a code is or was for.
SELECT terminal FROM enrolment_code
WHERE municipality = :municipality AND code_digest = :code_digest;

--! get_used_code
-- The terminal that a code was used for.
SELECT terminal FROM enrolment_code
WHERE municipality = :municipality AND code_digest = :code_digest AND used_at IS NOT NULL;

--! withdraw_codes
-- The codes of a terminal that could still be used.
UPDATE enrolment_code SET withdrawn_at = :now, withdrawn_by = :withdrawn_by
WHERE municipality = :municipality AND terminal = :terminal
    AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > :now;

--! get_card_state
-- Whether a filter of the registered cards is still right: cards, and what is said of
-- them, are only added.
SELECT (SELECT count(*) FROM credential WHERE municipality = :municipality)
    + (SELECT count(*) FROM credential_state WHERE municipality = :municipality)
    + (SELECT count(*) FROM credential_owner WHERE municipality = :municipality) AS cards;

--! lock_terminal
SELECT terminal FROM terminal
WHERE municipality = :municipality AND terminal = :terminal FOR UPDATE;

--! next_nonce_number
SELECT coalesce(max(first_number + nonce_count), 1) AS first_number
FROM nonce_pool WHERE municipality = :municipality AND terminal = :terminal;

--! put_nonce_pool
INSERT INTO nonce_pool (municipality, terminal, first_number, nonce_count, seed, issued_at,
    expires_at)
VALUES (:municipality, :terminal, :first_number, :nonce_count, :seed, :issued_at, :expires_at);

--! put_scheme_file
INSERT INTO scheme_file (municipality, scheme, digest, file_name, file_text, published_at,
    published_by)
VALUES (:municipality, :scheme, :digest, :file_name, :file_text, :published_at, :published_by);

--! get_scheme_files
-- Every file ever published, the oldest first: the last one of a scheme is in force.
-- Of those whose text is at hand already, the text is left out.
SELECT scheme, digest, file_name, published_at,
    CASE WHEN digest = ANY (:at_hand::bytea[]) THEN '' ELSE file_text END AS file_text
FROM scheme_file WHERE municipality = :municipality ORDER BY published_at, scheme;

--! get_decided_versions
-- By which versions of which files trips were decided, and of which days.
SELECT scheme_version, scheme_digest, min(service_date) AS first_date,
    max(service_date) AS last_date
FROM claim WHERE municipality = :municipality
GROUP BY scheme_version, scheme_digest ORDER BY scheme_version, first_date;

--! put_registrant
-- No row changed: admitted before.
INSERT INTO registrant (municipality, registrant, registered_on, uses_before, admitted_by,
    admitted_at)
VALUES (:municipality, :registrant, :registered_on, :uses_before, :admitted_by, :admitted_at)
ON CONFLICT (municipality, registrant) DO NOTHING;

--! put_grounds (until_dates[?], evidences[?])
-- Only what differs from what was entered last for the same first day. Evidence that is not
-- given is not taken away: what was seen then was seen.
INSERT INTO registrant_ground (municipality, registrant, ground, from_date, until_date, evidence,
    admitted_at, entered_by)
SELECT :municipality, entered.registrant, entered.ground, entered.from_date, entered.until_date,
    coalesce(entered.evidence, known.evidence), :admitted_at, :entered_by
FROM unnest(:registrants::text[], :grounds::text[], :from_dates::date[], :until_dates::date[],
    :evidences::text[]) AS entered (registrant, ground, from_date, until_date, evidence)
LEFT JOIN LATERAL (
    SELECT until_date, evidence FROM registrant_ground AS known
    WHERE known.municipality = :municipality AND known.registrant = entered.registrant
        AND known.ground = entered.ground AND known.from_date = entered.from_date
    ORDER BY known.entry DESC LIMIT 1) AS known ON true
WHERE NOT EXISTS (
        SELECT FROM registrant_ground AS known
        WHERE known.municipality = :municipality AND known.registrant = entered.registrant
            AND known.ground = entered.ground AND known.from_date = entered.from_date)
    OR (known.until_date, known.evidence)
        IS DISTINCT FROM (entered.until_date, coalesce(entered.evidence, known.evidence));

--! put_assignments (holders[?], from_dates[?])
-- Only what differs from what holds on that day. Without a day: from the first
-- month for what is new here, from today for what is known.
INSERT INTO assignment (municipality, kind, thing, holder, from_date, entered_at, entered_by)
SELECT :municipality, :kind, dated.thing, dated.holder, dated.from_date, :entered_at,
    nullif(:entered_by, '')
FROM (
    SELECT entered.thing, entered.holder, coalesce(entered.from_date,
        CASE WHEN EXISTS (SELECT FROM assignment AS known
                WHERE known.municipality = :municipality AND known.kind = :kind
                    AND known.thing = entered.thing)
            THEN :today ELSE municipality.first_month END) AS from_date
    FROM unnest(:things::text[], :holders::text[], :from_dates::date[])
        AS entered (thing, holder, from_date)
    JOIN municipality ON municipality.municipality = :municipality
) AS dated
LEFT JOIN LATERAL (
    SELECT known.holder FROM assignment AS known
    WHERE known.municipality = :municipality AND known.kind = :kind
        AND known.thing = dated.thing AND known.from_date <= dated.from_date
    ORDER BY known.from_date DESC, known.entry DESC LIMIT 1) AS known ON true
WHERE known.holder IS DISTINCT FROM dated.holder;

--! refresh_vehicles
-- Whose each vehicle is today, or will be first.
INSERT INTO vehicle (municipality, vehicle, operator)
SELECT DISTINCT ON (thing) municipality, thing, holder
FROM assignment
WHERE municipality = :municipality AND kind = 'vehicle' AND holder IS NOT NULL
ORDER BY thing, (from_date <= :today) DESC,
    CASE WHEN from_date <= :today THEN :today - from_date ELSE from_date - :today END, entry DESC
ON CONFLICT (municipality, vehicle) DO UPDATE SET operator = EXCLUDED.operator
    WHERE vehicle.operator <> EXCLUDED.operator;

--! refresh_drivers
INSERT INTO driver (municipality, driver, operator)
SELECT DISTINCT ON (thing) municipality, thing, holder
FROM assignment
WHERE municipality = :municipality AND kind = 'driver' AND holder IS NOT NULL
ORDER BY thing, (from_date <= :today) DESC,
    CASE WHEN from_date <= :today THEN :today - from_date ELSE from_date - :today END, entry DESC
ON CONFLICT (municipality, driver) DO UPDATE SET operator = EXCLUDED.operator
    WHERE driver.operator <> EXCLUDED.operator;

--! refresh_terminals
INSERT INTO terminal (municipality, terminal, vehicle)
SELECT DISTINCT ON (thing) municipality, thing, holder
FROM assignment
WHERE municipality = :municipality AND kind = 'terminal' AND holder IS NOT NULL
ORDER BY thing, (from_date <= :today) DESC,
    CASE WHEN from_date <= :today THEN :today - from_date ELSE from_date - :today END, entry DESC
ON CONFLICT (municipality, terminal) DO UPDATE SET vehicle = EXCLUDED.vehicle
    WHERE terminal.vehicle <> EXCLUDED.vehicle;

--! get_vehicle_names
SELECT vehicle FROM vehicle WHERE municipality = :municipality;

--! get_linked_credentials : (registrant?, issuer?, valid_from?, valid_until?, chip_key?)
SELECT fingerprint, held.registrant, credential.kind, issuer, valid_from, valid_until, chip_key
FROM credential JOIN credential_held AS held USING (municipality, fingerprint)
WHERE municipality = :municipality AND fingerprint = ANY (:fingerprints);

--! get_credential_states_for_export
SELECT DISTINCT ON (fingerprint) fingerprint, from_at, state
FROM credential_state WHERE municipality = :municipality
ORDER BY fingerprint, from_at DESC, entry DESC;

--! get_all_assignments : (holder?)
SELECT DISTINCT ON (thing, from_date) thing, holder, from_date
FROM assignment WHERE municipality = :municipality AND kind = :kind
ORDER BY thing, from_date, entry DESC;

--! put_operator_terms (from_date?, licensed_until?, contracted_until?, invoice_number?)
-- As put_assignments.
INSERT INTO operator_terms (municipality, operator, from_date, licensed_until, contracted_until,
    invoice_number, entered_at, entered_by)
SELECT municipality, :operator, dated.from_date, :licensed_until::date, :contracted_until::date,
    :invoice_number::text, :entered_at, nullif(:entered_by, '')
FROM municipality
CROSS JOIN LATERAL (SELECT coalesce(:from_date::date,
    CASE WHEN EXISTS (SELECT FROM operator_terms AS known
            WHERE known.municipality = :municipality AND known.operator = :operator)
        THEN :today ELSE municipality.first_month END) AS from_date) AS dated
WHERE municipality.municipality = :municipality AND NOT EXISTS (
    SELECT FROM (
        SELECT known.licensed_until, known.contracted_until, known.invoice_number
        FROM operator_terms AS known
        WHERE known.municipality = :municipality AND known.operator = :operator
            AND known.from_date <= dated.from_date
        ORDER BY known.from_date DESC, known.entry DESC LIMIT 1) AS held
    WHERE (held.licensed_until, held.contracted_until, held.invoice_number)
        IS NOT DISTINCT FROM (:licensed_until::date, :contracted_until::date,
            :invoice_number::text));

--! get_all_operator_terms : (licensed_until?, contracted_until?, invoice_number?)
SELECT DISTINCT ON (operator, from_date) operator, from_date, licensed_until, contracted_until,
    invoice_number
FROM operator_terms WHERE municipality = :municipality ORDER BY operator, from_date, entry DESC;

--! put_operator_account (creditor_number?)
INSERT INTO operator_account (municipality, operator, entry, from_date, creditor_number,
    bank_code, branch_code, account_kind, account_number, account_name, entered_at, entered_by)
VALUES (:municipality, :operator, :entry, :from_date, :creditor_number, :bank_code, :branch_code,
    :account_kind, :account_number, :account_name, :entered_at, nullif(:entered_by, ''));

--! get_operator_accounts (operator?) : (creditor_number?, entered_by?)
-- All that was entered, in that order for each operator; of one, or of all.
SELECT operator, entry, from_date, creditor_number, bank_code, branch_code, account_kind,
    account_number, account_name, entered_at, entered_by
FROM operator_account
WHERE municipality = :municipality AND (:operator::text IS NULL OR operator = :operator::text)
ORDER BY operator, entry;

--! put_standings
-- Only what differs from what was entered last.
INSERT INTO registrant_standing (municipality, registrant, from_date, state, reason, entered_at,
    entered_by)
SELECT :municipality, entered.registrant, entered.from_date, entered.state, entered.reason,
    :entered_at, :entered_by
FROM unnest(:registrants::text[], :from_dates::date[], :states::text[], :reasons::text[])
    AS entered (registrant, from_date, state, reason)
LEFT JOIN LATERAL (
    SELECT known.state, known.reason FROM registrant_standing AS known
    WHERE known.municipality = :municipality AND known.registrant = entered.registrant
        AND known.from_date = entered.from_date
    ORDER BY known.entry DESC LIMIT 1) AS known ON true
WHERE (known.state, known.reason) IS DISTINCT FROM (entered.state, entered.reason);

--! get_standings_of
SELECT from_date, state, reason, entered_at, entered_by
FROM registrant_standing
WHERE municipality = :municipality AND registrant = :registrant ORDER BY from_date, entry;

--! get_standings_for_export
SELECT DISTINCT ON (registrant) registrant, from_date, state, reason
FROM registrant_standing WHERE municipality = :municipality
ORDER BY registrant, from_date DESC, entry DESC;

--! put_credential_states
-- Only what differs from what holds at that moment.
INSERT INTO credential_state (municipality, fingerprint, from_at, state, entered_at, entered_by)
SELECT :municipality, entered.fingerprint, entered.from_at, entered.state, :entered_at,
    :entered_by
FROM unnest(:fingerprints::bytea[], :from_ats::timestamptz[], :states::text[])
    AS entered (fingerprint, from_at, state)
WHERE entered.state IS DISTINCT FROM coalesce((
    SELECT known.state FROM credential_state AS known
    WHERE known.municipality = :municipality AND known.fingerprint = entered.fingerprint
        AND known.from_at <= entered.from_at
    ORDER BY known.from_at DESC, known.entry DESC LIMIT 1), 'usable');

--! get_credential_states_of
SELECT fingerprint, state.from_at, state.state, state.entered_at, state.entered_by
FROM credential_state AS state JOIN credential_held AS held USING (municipality, fingerprint)
WHERE municipality = :municipality AND held.registrant = :registrant
    AND fingerprint IN (
        SELECT fingerprint FROM credential_holder
        WHERE municipality = :municipality AND registrant = :registrant)
ORDER BY fingerprint, state.from_at, state.entry;

--! get_credentials_of : (issuer?, valid_from?, valid_until?)
-- The one that has been theirs longest comes first.
SELECT fingerprint, credential.kind, linked_how, issuer, valid_from, valid_until, linked_at,
    linked_by
FROM credential JOIN credential_held AS held USING (municipality, fingerprint)
WHERE municipality = :municipality AND held.registrant = :registrant
    AND fingerprint IN (
        SELECT fingerprint FROM credential_holder
        WHERE municipality = :municipality AND registrant = :registrant)
ORDER BY held.held_since, fingerprint;

--! get_credentials_for_export : (registrant?, issuer?, valid_from?, valid_until?, chip_key?)
-- What is nobody's is no registrant's card.
SELECT fingerprint, held.registrant, credential.kind, issuer, valid_from, valid_until, chip_key
FROM credential JOIN credential_held AS held USING (municipality, fingerprint)
WHERE municipality = :municipality AND held.registrant IS NOT NULL
ORDER BY held.registrant, held.held_since, fingerprint;

--: WeighedRow (state?, from_at?, entered_at?)

--! get_cards_of_chip : WeighedRow
-- A card and those of the same chip that are the same registrant's, or nobody's as it is:
-- certificates that followed one another.
SELECT held.fingerprint, held.kind, own.linked_at, held.held_since, state.state, state.from_at,
    state.entered_at
FROM credential AS asked
JOIN credential_held AS asked_held USING (municipality, fingerprint)
JOIN credential AS own ON own.municipality = asked.municipality
    AND (own.fingerprint = asked.fingerprint OR own.chip_key = asked.chip_key)
JOIN credential_held AS held ON held.municipality = own.municipality
    AND held.fingerprint = own.fingerprint
    AND held.registrant IS NOT DISTINCT FROM asked_held.registrant
LEFT JOIN LATERAL (
    SELECT last.state, last.from_at, last.entered_at FROM credential_state AS last
    WHERE last.municipality = own.municipality AND last.fingerprint = own.fingerprint
    ORDER BY last.from_at DESC, last.entry DESC LIMIT 1) AS state ON true
WHERE asked.municipality = :municipality AND asked.fingerprint = :fingerprint
ORDER BY own.linked_at, held.fingerprint;

--! get_cards_of_registrant : WeighedRow
SELECT held.fingerprint, held.kind, own.linked_at, held.held_since, state.state, state.from_at,
    state.entered_at
FROM credential_held AS held
JOIN credential AS own ON own.municipality = held.municipality
    AND own.fingerprint = held.fingerprint
LEFT JOIN LATERAL (
    SELECT last.state, last.from_at, last.entered_at FROM credential_state AS last
    WHERE last.municipality = own.municipality AND last.fingerprint = own.fingerprint
    ORDER BY last.from_at DESC, last.entry DESC LIMIT 1) AS state ON true
WHERE held.municipality = :municipality AND held.registrant = :registrant
    AND held.fingerprint IN (
        SELECT fingerprint FROM credential_holder
        WHERE municipality = :municipality AND registrant = :registrant)
ORDER BY own.linked_at, held.fingerprint;

--! put_credential_owners (registrants[?])
INSERT INTO credential_owner (municipality, fingerprint, registrant, reason, entered_at, entered_by)
SELECT :municipality, entered.fingerprint, entered.registrant, :reason, :entered_at, :entered_by
FROM unnest(:fingerprints::bytea[], :registrants::text[]) AS entered (fingerprint, registrant);

--! get_touched_by_owner : TouchedRow
-- Claims by cards for somebody whose they turned out not to be.
SELECT claim.trip, claim.ordinal, claim.registrant, claim.operator, claim.service_date,
    claim.decided_yen, (:entered_at::timestamptz AT TIME ZONE 'Asia/Tokyo')::date AS since
FROM claim
JOIN tap ON tap.municipality = claim.municipality AND tap.trip = claim.trip
    AND tap.ordinal = claim.ordinal
WHERE claim.municipality = :municipality AND claim.registrant = :registrant
    AND tap.fingerprint = ANY (:fingerprints)
ORDER BY claim.service_date, claim.trip, claim.ordinal;

--! succeed_credential
-- The card whose certificate was renewed: the chip is the same, and so is its key.
INSERT INTO credential (municipality, fingerprint, registrant, issuer, valid_from, valid_until,
    chip_key, kind, linked_how, linked_by, linked_at)
SELECT municipality, :successor, held.registrant, issuer, :valid_from, :valid_until, chip_key,
    old.kind, 'succession', :linked_by, :linked_at
FROM credential AS old JOIN credential_held AS held USING (municipality, fingerprint)
WHERE municipality = :municipality AND fingerprint = :fingerprint
    AND held.registrant IS NOT NULL
ON CONFLICT (municipality, fingerprint) DO NOTHING;

--! put_credentials (issuers[?], valid_froms[?], valid_untils[?], chip_keys[?])
-- What is linked already stays as it is.
INSERT INTO credential (municipality, fingerprint, registrant, issuer, valid_from, valid_until,
    chip_key, kind, linked_how, linked_by, linked_at)
SELECT :municipality, entered.*, 'import', :linked_by, :linked_at
FROM unnest(:fingerprints::bytea[], :registrants::text[], :issuers::text[],
    :valid_froms::timestamptz[], :valid_untils::timestamptz[], :chip_keys::bytea[],
    :kinds::text[]) AS entered
ON CONFLICT (municipality, fingerprint) DO NOTHING;

--! put_registrants
-- What is admitted already stays as it is.
INSERT INTO registrant (municipality, registrant, registered_on, uses_before, admitted_by,
    admitted_at)
SELECT :municipality, entered.*, :admitted_by, :admitted_at
FROM unnest(:registrants::text[], :registered_ons::date[], :uses_befores::integer[]) AS entered
ON CONFLICT (municipality, registrant) DO NOTHING;

--! put_uses_before : EnteredUsesRow
-- What differs from what holds.
WITH other AS (
    SELECT registrant.registrant, registrant.registered_on, wanted.uses,
        wanted.uses > known.uses AS more
    FROM unnest(:registrants::text[], :uses::integer[]) AS wanted (registrant, uses)
    JOIN registrant ON registrant.municipality = :municipality
        AND registrant.registrant = wanted.registrant
    JOIN registrant_used_before AS known ON known.municipality = registrant.municipality
        AND known.registrant = registrant.registrant
    WHERE known.uses <> wanted.uses
), entered AS (
    INSERT INTO registrant_uses_before (municipality, registrant, uses, entered_at, entered_by)
    SELECT :municipality, registrant, uses, :entered_at, :entered_by FROM other)
SELECT registrant, registered_on, uses, more FROM other ORDER BY registrant;

--! get_registration
-- With the uses on paper that hold.
SELECT registered_on, used.uses
FROM registrant JOIN registrant_used_before AS used USING (municipality, registrant)
WHERE municipality = :municipality AND registrant = :registrant;

--! get_registrations_for_export
SELECT registrant, registered_on, used.uses
FROM registrant JOIN registrant_used_before AS used USING (municipality, registrant)
WHERE municipality = :municipality;

--! get_claims_of_years : UsedClaimRow
-- Claims of registrants in the fiscal year of a day each, in order, by what review made of them.
SELECT claim.trip, claim.ordinal, claim.registrant, claim.operator, claim.service_date,
    coalesce(adjustment.units, claim.units) AS units,
    coalesce(adjustment.decided_yen, claim.decided_yen) AS decided_yen,
    wanted.first_day AS since
FROM unnest(:registrants::text[], :first_days::date[], :last_days::date[])
    AS wanted (registrant, first_day, last_day)
JOIN claim ON claim.registrant = wanted.registrant
    AND claim.service_date BETWEEN wanted.first_day AND wanted.last_day
LEFT JOIN LATERAL (SELECT last.units, last.decided_yen FROM claim_adjustment AS last
    WHERE last.municipality = claim.municipality AND last.trip = claim.trip
        AND last.ordinal = claim.ordinal
    ORDER BY last.booked_month DESC LIMIT 1) AS adjustment ON true
JOIN trip ON trip.municipality = claim.municipality AND trip.trip = claim.trip
WHERE claim.municipality = :municipality
ORDER BY claim.registrant, trip.boarded_at, claim.trip, claim.ordinal;

--! get_touched_by_registrants : TouchedRow
-- Claims on trips of the days on which what holds of registrants has changed.
SELECT claim.trip, claim.ordinal, claim.registrant, claim.operator, claim.service_date,
    claim.decided_yen, wanted.from_date AS since
FROM unnest(:registrants::text[], :from_dates::date[]) AS wanted (registrant, from_date)
JOIN claim ON claim.registrant = wanted.registrant AND claim.service_date >= wanted.from_date
WHERE claim.municipality = :municipality
ORDER BY claim.service_date, claim.trip, claim.ordinal;

--! get_touched_by_credentials : TouchedRow
-- Claims by cards since the moment of what is new of them.
SELECT claim.trip, claim.ordinal, claim.registrant, claim.operator, claim.service_date,
    claim.decided_yen, (wanted.from_at AT TIME ZONE 'Asia/Tokyo')::date AS since
FROM unnest(:fingerprints::bytea[], :from_ats::timestamptz[]) AS wanted (fingerprint, from_at)
CROSS JOIN LATERAL (
    SELECT DISTINCT registrant FROM credential_holder
    WHERE municipality = :municipality AND fingerprint = wanted.fingerprint) AS holder
JOIN claim ON claim.registrant = holder.registrant
JOIN tap ON tap.municipality = claim.municipality AND tap.trip = claim.trip
    AND tap.ordinal = claim.ordinal AND tap.fingerprint = wanted.fingerprint
JOIN trip ON trip.municipality = claim.municipality AND trip.trip = claim.trip
WHERE claim.municipality = :municipality AND trip.boarded_at >= wanted.from_at
ORDER BY claim.service_date, claim.trip, claim.ordinal;

--! get_touched_by_assignments : FleetRow
-- Claims on trips of things that by what was just entered were not their operator's on
-- that day; a terminal is whose its vehicle is.
WITH entered AS (
    SELECT thing, min(from_date) AS from_date FROM assignment
    WHERE municipality = :municipality AND kind = :kind AND entered_at = :entered_at
        AND thing = ANY (:things)
    GROUP BY thing
), driven AS (
    SELECT trip.trip, trip.operator, trip.service_date, entered.thing
    FROM entered JOIN trip ON trip.vehicle = entered.thing
    WHERE :kind = 'vehicle' AND trip.municipality = :municipality
        AND trip.service_date >= entered.from_date
    UNION ALL
    SELECT trip.trip, trip.operator, trip.service_date, entered.thing
    FROM entered JOIN trip ON trip.driver = entered.thing
    WHERE :kind = 'driver' AND trip.municipality = :municipality
        AND trip.service_date >= entered.from_date
    UNION ALL
    SELECT trip.trip, trip.operator, trip.service_date, entered.thing
    FROM entered JOIN trip ON trip.terminal = entered.thing
    WHERE :kind = 'terminal' AND trip.municipality = :municipality
        AND trip.service_date >= entered.from_date
)
SELECT claim.trip, claim.ordinal, driven.operator, driven.service_date, claim.decided_yen,
    :kind AS kind, driven.thing, held.from_date AS since
FROM driven
CROSS JOIN LATERAL (
    SELECT known.holder, known.from_date FROM assignment AS known
    WHERE known.municipality = :municipality AND known.kind = :kind
        AND known.thing = driven.thing AND known.from_date <= driven.service_date
    ORDER BY known.from_date DESC, known.entry DESC LIMIT 1) AS held
LEFT JOIN LATERAL (
    SELECT known.holder FROM assignment AS known
    WHERE known.municipality = :municipality AND known.kind = 'vehicle'
        AND known.thing = held.holder AND known.from_date <= driven.service_date
    ORDER BY known.from_date DESC, known.entry DESC LIMIT 1) AS fitted ON :kind = 'terminal'
JOIN claim ON claim.municipality = :municipality AND claim.trip = driven.trip
WHERE CASE WHEN :kind = 'terminal' THEN fitted.holder ELSE held.holder END
    IS DISTINCT FROM driven.operator
ORDER BY driven.service_date, claim.trip, claim.ordinal;

--! get_touched_by_terms : FleetRow
-- Claims of an operator after the last day of the terms that held.
SELECT claim.trip, claim.ordinal, claim.operator, claim.service_date, claim.decided_yen,
    'operator' AS kind, claim.operator AS thing, held.from_date AS since
FROM claim
CROSS JOIN LATERAL (
    SELECT known.licensed_until, known.contracted_until, known.from_date
    FROM operator_terms AS known
    WHERE known.municipality = :municipality AND known.operator = :operator
        AND known.from_date <= claim.service_date
    ORDER BY known.from_date DESC, known.entry DESC LIMIT 1) AS held
WHERE claim.municipality = :municipality AND claim.operator = :operator
    AND claim.booked_month >= :first_month
    AND (held.licensed_until < claim.service_date OR held.contracted_until < claim.service_date)
ORDER BY claim.service_date, claim.trip, claim.ordinal;

--! put_credential (issuer?, valid_from?, valid_until?, chip_key?)
-- No row changed: the card is linked already.
INSERT INTO credential (municipality, fingerprint, registrant, kind, issuer, valid_from,
    valid_until, chip_key, linked_by, linked_at)
VALUES (:municipality, :fingerprint, :registrant, :kind, :issuer, :valid_from, :valid_until,
    :chip_key, :linked_by, :linked_at)
ON CONFLICT (municipality, fingerprint) DO NOTHING;

--! replace_credentials
-- The other cards of a kind of a registrant that may be used.
INSERT INTO credential_state (municipality, fingerprint, from_at, state, entered_at, entered_by)
SELECT held.municipality, held.fingerprint, :now, 'replaced', :now, :entered_by
FROM credential_held AS held
WHERE held.municipality = :municipality AND held.registrant = :registrant
    AND held.fingerprint IN (
        SELECT fingerprint FROM credential_holder
        WHERE municipality = :municipality AND registrant = :registrant)
    AND held.kind = :kind AND held.fingerprint <> :fingerprint
    AND coalesce((
        SELECT state.state FROM credential_state AS state
        WHERE state.municipality = held.municipality
            AND state.fingerprint = held.fingerprint
        ORDER BY state.from_at DESC, state.entry DESC LIMIT 1), 'usable') = 'usable';

--! get_replaced_by
-- Cards that were replaced in the same moment as a card became the same registrant's.
SELECT DISTINCT state.fingerprint
FROM credential_held AS new
JOIN credential_holder AS ever USING (municipality, registrant)
JOIN credential_held AS old ON old.municipality = ever.municipality
    AND old.fingerprint = ever.fingerprint AND old.registrant = ever.registrant
    AND old.kind = new.kind
JOIN credential_state AS state ON state.municipality = old.municipality
    AND state.fingerprint = old.fingerprint AND state.state = 'replaced'
    AND state.entered_at = new.held_since
WHERE new.municipality = :municipality AND new.fingerprint = :fingerprint
    AND old.fingerprint <> new.fingerprint
ORDER BY state.fingerprint;

--! get_cards_to_ask_about
-- Cards of which their issuer may still say that they were revoked.
SELECT fingerprint FROM credential
WHERE municipality = :municipality AND kind <> 'transit_card' AND NOT EXISTS (
    SELECT FROM credential_state AS state
    WHERE state.municipality = credential.municipality
        AND state.fingerprint = credential.fingerprint AND state.state = 'revoked')
ORDER BY fingerprint;

--! get_credential_owner : (registrant?)
-- Whose it is now. No row: it was never linked.
SELECT registrant FROM credential_held
WHERE municipality = :municipality AND fingerprint = :fingerprint;

--! get_fingerprints
-- Of the cards of these kinds that may be used as far as is known.
SELECT fingerprint FROM credential_held AS held
WHERE municipality = :municipality AND kind = ANY (:kinds) AND registrant IS NOT NULL AND coalesce((
    SELECT state.state FROM credential_state AS state
    WHERE state.municipality = held.municipality
        AND state.fingerprint = held.fingerprint
    ORDER BY state.from_at DESC, state.entry DESC LIMIT 1), 'usable') = 'usable'
ORDER BY fingerprint;

--! hold_municipality
-- Who decides trips and who changes what decides them do so one at a time, each
-- until its transaction ends, and stamp with a later moment each: so what is stamped
-- earlier is seen by whatever is stamped later, and nothing else is.
INSERT INTO last_moment AS last (municipality, moment) VALUES (:municipality, :now)
ON CONFLICT (municipality) DO UPDATE
SET moment = greatest(excluded.moment, last.moment + interval '1 microsecond')
RETURNING moment;

--! get_moment
-- When it is, and never before what was stamped last.
SELECT greatest(:now::timestamptz, max(moment))::timestamptz AS moment FROM last_moment
WHERE municipality = :municipality;
