-- Closing a month, recomputing it, and reading what it comes to.

--: StatementLineRow (original_month?)

--! open_month
INSERT INTO month (municipality, month, state) VALUES (:municipality, :month, 'open')
ON CONFLICT (municipality, month) DO NOTHING;

--! open_months
INSERT INTO month (municipality, month, state)
SELECT :municipality, month, 'open' FROM unnest(:months::date[]) AS t (month)
ON CONFLICT (municipality, month) DO NOTHING;

--! get_months : (closed_at?, closed_by?, digest?)
SELECT month, state, closed_at, closed_by, digest
FROM month WHERE municipality = :municipality ORDER BY month;

--! begin_closing
UPDATE month SET state = 'closing'
WHERE municipality = :municipality AND month = :month AND state = 'open';

--! finish_closing
UPDATE month SET state = 'closed', closed_at = :closed_at, closed_by = :closed_by,
    digest = :digest
WHERE municipality = :municipality AND month = :month AND state = 'closing';

--! get_month_records
-- Every record booked in the months, in the order in which they are decided.
SELECT trip.trip, trip.terminal, trip.record, trip.operator, trip.booked_month, trip.received_at
FROM trip
WHERE trip.municipality = :municipality
    AND trip.booked_month BETWEEN :from_month AND :until_month
ORDER BY trip.booked_month, trip.boarded_at, trip.trip;

--! get_month_claims
-- As intake decided them.
SELECT trip, ordinal, registrant, scheme, operator, units, decided_yen, payable_yen
FROM claim
WHERE municipality = :municipality AND booked_month = :month
ORDER BY trip, ordinal;

--! get_month_summaries
-- What a clerk sees of each month.
SELECT month.month, month.state,
    (SELECT count(*) FROM trip
        WHERE trip.municipality = month.municipality AND booked_month = month.month) AS trips,
    (SELECT count(*) FROM claim
        WHERE claim.municipality = month.municipality AND booked_month = month.month) AS claims,
    (SELECT coalesce(sum(payable_yen), 0)::bigint FROM claim
        WHERE claim.municipality = month.municipality AND booked_month = month.month)
        AS claims_yen,
    (SELECT count(*) FROM claim
        WHERE claim.municipality = month.municipality AND booked_month = month.month
            AND treatment = 'hold') AS held
FROM month WHERE month.municipality = :municipality ORDER BY month.month;

--! count_set_aside
SELECT count(*) AS records FROM record_set_aside WHERE municipality = :municipality;

--! put_adjustments
INSERT INTO claim_adjustment (municipality, trip, ordinal, booked_month, units, decided_yen,
    payable_yen, reasons)
SELECT :municipality, t.trip, t.ordinal, :month, t.units, t.decided_yen, t.payable_yen, t.reasons
FROM unnest(:trips::uuid[], :ordinals::smallint[], :units::integer[], :decided_yen::bigint[],
    :payable_yen::bigint[], :reasons::json[])
    AS t (trip, ordinal, units, decided_yen, payable_yen, reasons);

--! put_statements
INSERT INTO statement (municipality, month, operator, line_count, total_yen, digest)
SELECT :municipality, :month, t.*
FROM unnest(:operators::text[], :line_counts::integer[], :totals_yen::bigint[],
    :digests::bytea[]) AS t;

--! put_statement_lines (original_months[?])
INSERT INTO statement_line (municipality, month, operator, line, kind, trip, ordinal,
    service_date, boarded_at, vehicle, fare_yen, units, amount_yen, original_month)
SELECT :municipality, :month, t.*
FROM unnest(:operators::text[], :lines::integer[], :kinds::text[], :trips::uuid[],
    :ordinals::smallint[], :service_dates::date[], :boarded_ats::timestamptz[],
    :vehicles::text[], :fares_yen::bigint[], :units::integer[], :amounts_yen::bigint[],
    :original_months::date[]) AS t;

--! get_statements
SELECT statement.operator, operator.name, statement.line_count, statement.total_yen,
    statement.digest
FROM statement JOIN operator USING (municipality, operator)
WHERE statement.municipality = :municipality AND statement.month = :month
ORDER BY statement.operator;

--! get_statement_lines : StatementLineRow
SELECT operator, line, kind, trip, ordinal, service_date, boarded_at, vehicle, fare_yen, units,
    amount_yen, original_month
FROM statement_line
WHERE municipality = :municipality AND month = :month
ORDER BY operator, line;

--! get_statement_heads (month?, operator?)
-- Without lines, the last month first.
SELECT statement.month, statement.operator, operator.name, statement.line_count,
    statement.total_yen, statement.digest
FROM statement JOIN operator USING (municipality, operator)
WHERE statement.municipality = :municipality
    AND (:month::date IS NULL OR statement.month = :month::date)
    AND (:operator::text IS NULL OR statement.operator = :operator::text)
ORDER BY statement.month DESC, statement.operator;

--! get_lines_of_statement : StatementLineRow
SELECT operator, line, kind, trip, ordinal, service_date, boarded_at, vehicle, fare_yen, units,
    amount_yen, original_month
FROM statement_line
WHERE municipality = :municipality AND month = :month AND operator = :operator
ORDER BY line;

--! get_booked_claims (operator?, after?) : (assurance?)
-- Of the next trips booked in a month, as intake decided them.
WITH page AS (
    SELECT DISTINCT trip FROM claim
    WHERE municipality = :municipality AND booked_month = :month
        AND (:operator::text IS NULL OR operator = :operator::text)
        AND (:after::uuid IS NULL OR trip > :after::uuid)
    ORDER BY trip LIMIT :trips)
SELECT claim.trip, claim.ordinal, claim.operator, trip.vehicle, trip.driver, trip.boarded_at,
    claim.service_date, claim.scheme, claim.units, claim.treatment, claim.shown_yen,
    claim.payable_yen, tap.assurance, tap.flags
FROM page JOIN claim USING (trip)
JOIN tap ON tap.municipality = claim.municipality AND tap.trip = claim.trip
    AND tap.ordinal = claim.ordinal
JOIN trip ON trip.municipality = claim.municipality AND trip.trip = claim.trip
WHERE claim.municipality = :municipality ORDER BY claim.trip, claim.ordinal;

--! get_tie_out
-- The same money seen from the claims, the books, the statements and the payments.
SELECT
    -- The month's own claims, and what it changes of earlier months'.
    (SELECT coalesce(sum(coalesce(adjustment.payable_yen, claim.payable_yen)), 0)::bigint
        FROM claim LEFT JOIN claim_adjustment AS adjustment
            ON adjustment.municipality = claim.municipality AND adjustment.trip = claim.trip
                AND adjustment.ordinal = claim.ordinal
                AND adjustment.booked_month = claim.booked_month
        WHERE claim.municipality = :municipality AND claim.booked_month = :month)
    + (SELECT coalesce(sum(late.payable_yen - coalesce(before.payable_yen, claim.payable_yen)),
            0)::bigint
        FROM claim_adjustment AS late JOIN claim USING (municipality, trip, ordinal)
        LEFT JOIN LATERAL (SELECT earlier.payable_yen FROM claim_adjustment AS earlier
            WHERE earlier.municipality = late.municipality AND earlier.trip = late.trip
                AND earlier.ordinal = late.ordinal AND earlier.booked_month < late.booked_month
            ORDER BY earlier.booked_month DESC LIMIT 1) AS before ON true
        WHERE late.municipality = :municipality AND late.booked_month = :month
            AND claim.booked_month < :month) AS claims_yen,
    (SELECT coalesce(sum(CASE WHEN credit LIKE 'operator:%' THEN amount_yen ELSE -amount_yen END),
            0)::bigint
        FROM transfer
        WHERE municipality = :municipality AND booked_month = :month
            AND kind IN ('claim', 'adjustment')) AS ledger_yen,
    (SELECT coalesce(sum(amount_yen), 0)::bigint FROM statement_line
        WHERE municipality = :municipality AND month = :month) AS lines_yen,
    (SELECT coalesce(sum(total_yen), 0)::bigint FROM statement
        WHERE municipality = :municipality AND month = :month) AS statements_yen,
    (SELECT count(*) FROM payment JOIN payout_batch USING (municipality, batch)
        WHERE payment.municipality = :municipality AND payment.month = :month
            AND state <> 'withdrawn') AS payments,
    (SELECT coalesce(sum(amount_yen), 0)::bigint
        FROM payment JOIN payout_batch USING (municipality, batch)
        WHERE payment.municipality = :municipality AND payment.month = :month
            AND state <> 'withdrawn') AS payments_yen,
    (SELECT count(*) FROM transfer
        WHERE municipality = :municipality AND booked_month = :month AND kind = 'payment')
        AS paid,
    (SELECT coalesce(sum(amount_yen), 0)::bigint FROM transfer
        WHERE municipality = :municipality AND booked_month = :month AND kind = 'payment')
        AS paid_yen;
