-- Findings, what was said and decided of them, and the parameters they rest on.

--: RideRow ()
--: DecisionRow (decided_by?, confirmed_by?, confirmed_at?)
--: BesideRow ()
--: FindingRow (trip?, ordinal?, outcome?, in_force_at?)
--: QueueRow (trip?, ordinal?, supersedes?, outcome?)
--: OpenedRow ()
--: OwnRow (trip?, ordinal?, subject?, supersedes?, outcome?)
--: EntryRow (state?, reason?, from_at?, until_date?, entered_by?)

--! get_last_review_file
-- If its text is at hand already, that is left out.
SELECT digest, file_name,
    CASE WHEN digest = ANY (:at_hand::bytea[]) THEN '' ELSE file_text END AS file_text
FROM review_file WHERE municipality = :municipality ORDER BY published_at DESC LIMIT 1;

--! put_review_file
INSERT INTO review_file (municipality, digest, file_name, file_text, published_at, published_by)
VALUES (:municipality, :digest, :file_name, :file_text, :published_at, :published_by);

--! get_trips_at_once
-- Trips that were under way at the same time as one of those asked for, of its vehicle, its
-- driver or its terminal. What ends after a trip has begun is little, as long as trips come
-- in when they are over.
SELECT near.trip
FROM unnest(:vehicles::text[], :drivers::text[], :terminals::text[], :boarded::timestamptz[],
        :ended::timestamptz[])
    AS wanted (vehicle, driver, terminal, boarded_at, ended_at)
CROSS JOIN LATERAL (
    SELECT trip FROM trip
    WHERE municipality = :municipality AND vehicle = wanted.vehicle
        AND alighted_at > wanted.boarded_at
        AND alighted_at < wanted.ended_at + interval '12 hours'
        AND boarded_at < wanted.ended_at
    UNION ALL
    SELECT trip FROM trip
    WHERE municipality = :municipality AND driver = wanted.driver
        AND alighted_at > wanted.boarded_at
        AND alighted_at < wanted.ended_at + interval '12 hours'
        AND boarded_at < wanted.ended_at
    UNION ALL
    SELECT trip FROM trip
    WHERE municipality = :municipality AND terminal = wanted.terminal
        AND alighted_at > wanted.boarded_at
        AND alighted_at < wanted.ended_at + interval '12 hours'
        AND boarded_at < wanted.ended_at) AS near
UNION ALL
-- Those that are longer than that, of whomever: there are hardly any.
SELECT trip FROM trip
WHERE municipality = :municipality AND alighted_at - boarded_at > interval '12 hours'
    AND boarded_at > (SELECT min(at) - interval '12 hours' FROM unnest(:boarded) AS at)
    AND boarded_at < (SELECT max(at) FROM unnest(:ended) AS at);

--! get_rides_near : RideRow
-- These trips, and those of registrants on these days.
WITH near AS (
    SELECT trip FROM unnest(:trips::uuid[]) AS trip
    UNION
    SELECT claim.trip
    FROM unnest(:registrants::text[], :dates::date[]) AS wanted (registrant, date)
    CROSS JOIN LATERAL (
        SELECT trip FROM claim
        WHERE municipality = :municipality AND registrant = wanted.registrant
            AND service_date = wanted.date
        OFFSET 0) AS claim
)
SELECT trip.trip, trip.vehicle, trip.driver, trip.operator, trip.terminal, trip.sequence,
    trip.boarded_at, trip.alighted_at,
    coalesce(array_agg(claim.ordinal ORDER BY claim.ordinal)
        FILTER (WHERE claim.ordinal IS NOT NULL), '{}') AS ordinals,
    coalesce(array_agg(claim.registrant ORDER BY claim.ordinal)
        FILTER (WHERE claim.ordinal IS NOT NULL), '{}') AS registrants
FROM near JOIN trip ON trip.municipality = :municipality AND trip.trip = near.trip
LEFT JOIN claim ON claim.municipality = trip.municipality AND claim.trip = trip.trip
GROUP BY trip.municipality, trip.trip;

--! get_rides_beside : BesideRow
-- Trips driven in a month and booked in another one than is looked at: in months from
-- their own on, each by its index.
SELECT trip.trip, trip.operator, trip.terminal, trip.record, trip.received_at,
    claims.ordinals, claims.registrants, taps.assurances
FROM month
JOIN trip ON trip.municipality = month.municipality AND trip.booked_month = month.month
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(ordinal ORDER BY ordinal), '{}') AS ordinals,
        coalesce(array_agg(registrant ORDER BY ordinal), '{}') AS registrants
    FROM claim WHERE claim.municipality = trip.municipality AND claim.trip = trip.trip) AS claims
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(assurance ORDER BY ordinal), '{}') AS assurances
    FROM tap WHERE tap.municipality = trip.municipality AND tap.trip = trip.trip
        AND assurance IS NOT NULL) AS taps
WHERE month.municipality = :municipality
    AND month.month >= :driven_in AND month.month <> :booked
    AND trip.service_date >= :driven_in AND trip.service_date < :next_month;

--! get_of_months
-- What was found of many trips together, each as it was found last.
SELECT finding.finding, finding.code, finding.operator, finding.month, finding.subject,
    finding.evidence
FROM finding
WHERE finding.municipality = :municipality AND finding.trip IS NULL
    AND finding.month = ANY (:months)
    AND NOT EXISTS (SELECT FROM finding AS later
        WHERE later.municipality = finding.municipality AND later.supersedes = finding.finding);

--! put_findings (trips[?], ordinals[?], supersedes[?])
INSERT INTO finding (municipality, finding, code, operator, month, trip, ordinal, subject,
    supersedes, treatment, evidence, parameters_digest, found_at)
SELECT :municipality, t.finding, t.code, t.operator, t.month, t.trip, t.ordinal, t.subject,
    t.supersedes, t.treatment, t.evidence, :parameters_digest, :found_at
FROM unnest(:findings::uuid[], :codes::text[], :operators::text[], :months::date[],
    :trips::uuid[], :ordinals::smallint[], :subjects::text[], :supersedes::uuid[],
    :treatments::text[], :evidences::json[])
    AS t (finding, code, operator, month, trip, ordinal, subject, supersedes, treatment, evidence)
ON CONFLICT DO NOTHING;

--! get_findings_until : FindingRow
-- What was found on trips, and each decision in force, in order of time.
SELECT finding.finding, finding.code, finding.trip, finding.ordinal, finding.treatment,
    finding.found_at, decided.outcome, decided.in_force_at
FROM finding
LEFT JOIN review_in_force AS decided USING (municipality, finding)
WHERE finding.municipality = :municipality AND finding.trip IS NOT NULL
    AND finding.month <= :month
ORDER BY finding.found_at, finding.finding, decided.in_force_at, decided.decision;

--! get_opened : OpenedRow
-- What taps of trips were opened for, whether anybody has decided anything of it, and
-- whether that was in this very act. The time would not tell: clocks may stand still.
SELECT finding.trip, finding.ordinal, finding.code, finding.subject,
    finding.xmin = pg_current_xact_id()::xid AS just_now,
    EXISTS (SELECT FROM review_decision AS made
        WHERE made.municipality = finding.municipality
            AND made.finding = finding.finding) AS decided
FROM finding
WHERE finding.municipality = :municipality AND finding.trip = ANY (:trips)
    AND finding.ordinal IS NOT NULL;

--! count_late
-- Whether anything was found that bears on the money, or was decided, after `since` of
-- trips booked before the month.
SELECT count(*) AS late
FROM finding
JOIN trip ON trip.municipality = finding.municipality AND trip.trip = finding.trip
WHERE finding.municipality = :municipality AND trip.booked_month < :month
    AND ((finding.found_at > :since AND finding.treatment <> 'pay_and_sample')
        OR EXISTS (SELECT FROM review_in_force AS decided
            WHERE decided.municipality = finding.municipality
                AND decided.finding = finding.finding AND decided.in_force_at > :since));

--! get_queue (finding?, code?, operator?, month?, found_before?, least_yen?, after?) : QueueRow
-- Findings by filter, the oldest first; findings are numbered by time.
SELECT finding.finding, finding.code, finding.operator, finding.month, finding.trip,
    finding.ordinal, finding.subject, finding.supersedes, finding.treatment, finding.evidence,
    finding.found_at, amount.told_yen::bigint AS told_yen, latest.outcome,
    coalesce((SELECT made.amount_yen > made.four_eyes_above_yen AND confirmed_at IS NULL
        FROM review_decision AS made
        LEFT JOIN review_confirmation USING (municipality, decision)
        WHERE made.municipality = finding.municipality AND made.finding = finding.finding
        ORDER BY made.decided_at DESC, made.decision DESC LIMIT 1), false) AS waits,
    (SELECT count(*) FROM review_reply
        WHERE review_reply.municipality = finding.municipality
            AND review_reply.finding = finding.finding) AS replies
FROM finding
CROSS JOIN LATERAL (SELECT coalesce(sum(claim.shown_yen), 0) AS told_yen FROM claim
    WHERE claim.municipality = finding.municipality AND claim.trip = finding.trip
        AND (finding.ordinal IS NULL OR claim.ordinal = finding.ordinal)) AS amount
LEFT JOIN LATERAL (SELECT decided.outcome FROM review_in_force AS decided
    WHERE decided.municipality = finding.municipality AND decided.finding = finding.finding
    ORDER BY decided.in_force_at DESC, decided.decision DESC LIMIT 1) AS latest ON true
WHERE finding.municipality = :municipality
    AND (:decided_too OR latest.outcome IS NULL AND NOT EXISTS (SELECT FROM finding AS later
        WHERE later.municipality = finding.municipality AND later.supersedes = finding.finding))
    AND finding.finding = coalesce(:finding, finding.finding)
    AND finding.code = coalesce(:code, finding.code)
    AND finding.operator = coalesce(:operator, finding.operator)
    AND finding.month = coalesce(:month, finding.month)
    AND finding.found_at <= coalesce(:found_before, finding.found_at)
    AND amount.told_yen >= coalesce(:least_yen::bigint, 0)
    AND (:after::uuid IS NULL OR finding.finding > :after::uuid)
ORDER BY finding.finding
LIMIT :limit;

--! get_queue_totals (code?, operator?, month?, found_before?, least_yen?)
-- Of all findings by filter, whatever the page.
SELECT count(*) AS findings, coalesce(sum(amount.told_yen), 0)::bigint AS told_yen
FROM finding
CROSS JOIN LATERAL (SELECT coalesce(sum(claim.shown_yen), 0) AS told_yen FROM claim
    WHERE claim.municipality = finding.municipality AND claim.trip = finding.trip
        AND (finding.ordinal IS NULL OR claim.ordinal = finding.ordinal)) AS amount
WHERE finding.municipality = :municipality
    AND (:decided_too OR NOT EXISTS (SELECT FROM review_in_force AS decided
        WHERE decided.municipality = finding.municipality
            AND decided.finding = finding.finding)
        AND NOT EXISTS (SELECT FROM finding AS later
            WHERE later.municipality = finding.municipality AND later.supersedes = finding.finding))
    AND finding.code = coalesce(:code, finding.code)
    AND finding.operator = coalesce(:operator, finding.operator)
    AND finding.month = coalesce(:month, finding.month)
    AND finding.found_at <= coalesce(:found_before, finding.found_at)
    AND amount.told_yen >= coalesce(:least_yen::bigint, 0);

--! get_own_queue (finding?, code?, month?, after?) : OwnRow
-- The operator's own, as far as it may see them.
SELECT finding.finding, finding.code, finding.operator, finding.month, finding.trip,
    finding.ordinal, finding.own_subject AS subject, finding.supersedes, finding.treatment,
    finding.own_evidence AS evidence, finding.found_at, amount.told_yen::bigint AS told_yen,
    latest.outcome,
    (SELECT count(*) FROM review_reply
        WHERE review_reply.municipality = finding.municipality
            AND review_reply.finding = finding.finding) AS replies
FROM finding
CROSS JOIN LATERAL (SELECT coalesce(sum(claim.shown_yen), 0) AS told_yen FROM claim
    WHERE claim.municipality = finding.municipality AND claim.trip = finding.trip
        AND (finding.ordinal IS NULL OR claim.ordinal = finding.ordinal)) AS amount
LEFT JOIN LATERAL (SELECT decided.outcome FROM review_in_force AS decided
    WHERE decided.municipality = finding.municipality AND decided.finding = finding.finding
    ORDER BY decided.in_force_at DESC, decided.decision DESC LIMIT 1) AS latest ON true
WHERE finding.municipality = :municipality AND finding.operator = :operator
    AND (:decided_too OR latest.outcome IS NULL AND NOT EXISTS (SELECT FROM finding AS later
        WHERE later.municipality = finding.municipality AND later.supersedes = finding.finding))
    AND finding.finding = coalesce(:finding, finding.finding)
    AND finding.code = coalesce(:code, finding.code)
    AND finding.month = coalesce(:month, finding.month)
    AND (:after::uuid IS NULL OR finding.finding > :after::uuid)
ORDER BY finding.finding
LIMIT :limit;

--! get_entries : EntryRow
-- What was entered in the registry and opened a claim: in the very moment in which that was
-- found, since every moment is given once.
SELECT 'standing' AS kind, entered.registrant AS thing, entered.state, entered.reason,
    entered.from_date, NULL::timestamptz AS from_at, NULL::date AS until_date,
    entered.entered_at, entered.entered_by
FROM finding
JOIN claim ON claim.municipality = finding.municipality AND claim.trip = finding.trip
    AND claim.ordinal = finding.ordinal
JOIN registrant_standing AS entered ON entered.municipality = claim.municipality
    AND entered.registrant = claim.registrant AND entered.entered_at = finding.found_at
    AND entered.from_date <= claim.service_date
WHERE finding.municipality = :municipality AND finding.finding = :finding
    AND finding.code = 'used_after_end'
UNION ALL
SELECT 'ground', entered.ground, NULL, entered.evidence, entered.from_date, NULL,
    entered.until_date, entered.admitted_at, entered.entered_by
FROM finding
JOIN claim ON claim.municipality = finding.municipality AND claim.trip = finding.trip
    AND claim.ordinal = finding.ordinal
JOIN registrant_ground AS entered ON entered.municipality = claim.municipality
    AND entered.registrant = claim.registrant AND entered.admitted_at = finding.found_at
    AND entered.from_date <= claim.service_date
WHERE finding.municipality = :municipality AND finding.finding = :finding
    AND finding.code = 'used_after_end'
UNION ALL
SELECT 'card', encode(entered.fingerprint, 'hex'), entered.state, NULL,
    (entered.from_at AT TIME ZONE 'Asia/Tokyo')::date, entered.from_at, NULL,
    entered.entered_at, entered.entered_by
FROM finding
JOIN trip ON trip.municipality = finding.municipality AND trip.trip = finding.trip
JOIN tap ON tap.municipality = finding.municipality AND tap.trip = finding.trip
    AND tap.ordinal = finding.ordinal
JOIN credential_state AS entered ON entered.municipality = tap.municipality
    AND entered.fingerprint = tap.fingerprint AND entered.entered_at = finding.found_at
    AND entered.from_at <= trip.boarded_at
WHERE finding.municipality = :municipality AND finding.finding = :finding
    AND finding.code = 'used_after_end'
UNION ALL
-- A wrong link was wrong from the day on which it was made.
SELECT 'card_owner', encode(entered.fingerprint, 'hex'), coalesce(entered.registrant, 'nobody'),
    entered.reason, (credential.linked_at AT TIME ZONE 'Asia/Tokyo')::date, NULL, NULL,
    entered.entered_at, entered.entered_by
FROM finding
JOIN tap ON tap.municipality = finding.municipality AND tap.trip = finding.trip
    AND tap.ordinal = finding.ordinal
JOIN credential_owner AS entered ON entered.municipality = tap.municipality
    AND entered.fingerprint = tap.fingerprint AND entered.entered_at = finding.found_at
JOIN credential ON credential.municipality = entered.municipality
    AND credential.fingerprint = entered.fingerprint
WHERE finding.municipality = :municipality AND finding.finding = :finding
    AND finding.code = 'card_of_another'
UNION ALL
SELECT 'uses_before', entered.registrant, entered.uses::text, NULL, registrant.registered_on,
    NULL, NULL, entered.entered_at, entered.entered_by
FROM finding
JOIN claim ON claim.municipality = finding.municipality AND claim.trip = finding.trip
    AND claim.ordinal = finding.ordinal
JOIN registrant_uses_before AS entered ON entered.municipality = claim.municipality
    AND entered.registrant = claim.registrant AND entered.entered_at = finding.found_at
JOIN registrant ON registrant.municipality = entered.municipality
    AND registrant.registrant = entered.registrant
WHERE finding.municipality = :municipality AND finding.finding = :finding
    AND finding.code = 'used_before'
UNION ALL
SELECT entered.kind, entered.thing, coalesce(entered.holder, 'out_of_service'), NULL,
    entered.from_date, NULL, NULL, entered.entered_at, entered.entered_by
FROM finding
JOIN assignment AS entered ON entered.municipality = finding.municipality
    AND entered.entered_at = finding.found_at
    AND left(finding.subject, -11) = entered.kind || ' ' || entered.thing
WHERE finding.municipality = :municipality AND finding.finding = :finding
    AND finding.code = 'fleet_changed'
UNION ALL
SELECT 'operator', entered.operator, NULL, NULL, entered.from_date, NULL,
    least(entered.licensed_until, entered.contracted_until), entered.entered_at,
    entered.entered_by
FROM finding
JOIN operator_terms AS entered ON entered.municipality = finding.municipality
    AND entered.entered_at = finding.found_at
    AND left(finding.subject, -11) = 'operator ' || entered.operator
WHERE finding.municipality = :municipality AND finding.finding = :finding
    AND finding.code = 'fleet_changed'
ORDER BY kind, thing, from_date;

--! get_own_decisions : DecisionRow
-- As an operator may see them: not who decided.
SELECT made.decision, made.outcome, made.remark, NULL::text AS decided_by, made.decided_at,
    made.amount_yen > made.four_eyes_above_yen AS needs_second, NULL::text AS confirmed_by,
    confirmation.confirmed_at
FROM review_decision AS made
LEFT JOIN review_confirmation AS confirmation USING (municipality, decision)
WHERE made.municipality = :municipality AND made.finding = :finding
ORDER BY made.decided_at, made.decision;

--! put_reply
INSERT INTO review_reply (municipality, reply, finding, remark, replied_by, replied_at)
VALUES (:municipality, :reply, :finding, :remark, :replied_by, :replied_at);

--! get_replies
SELECT remark, replied_by, replied_at FROM review_reply
WHERE municipality = :municipality AND finding = :finding ORDER BY replied_at, reply;

--! put_decision
INSERT INTO review_decision (municipality, decision, finding, outcome, remark, amount_yen,
    four_eyes_above_yen, decided_by, decided_at)
VALUES (:municipality, :decision, :finding, :outcome, :remark, :amount_yen,
    :four_eyes_above_yen, :decided_by, :decided_at);

--! get_decisions : DecisionRow
SELECT made.decision, made.outcome, made.remark, made.decided_by, made.decided_at,
    made.amount_yen > made.four_eyes_above_yen AS needs_second, confirmation.confirmed_by,
    confirmation.confirmed_at
FROM review_decision AS made
LEFT JOIN review_confirmation AS confirmation USING (municipality, decision)
WHERE made.municipality = :municipality AND made.finding = :finding
ORDER BY made.decided_at, made.decision;

--! put_confirmation
INSERT INTO review_confirmation (municipality, decision, confirmed_by, confirmed_at)
VALUES (:municipality, :decision, :confirmed_by, :confirmed_at);

--! get_set_aside
SELECT record_digest, terminal, trip, status, code, received_at
FROM record_set_aside WHERE municipality = :municipality ORDER BY received_at, record_digest;
