-- Paying a closed month.

--! put_batch
INSERT INTO payout_batch (municipality, batch, month, transfer_date, content_digest, state,
    made_by, made_at)
VALUES (:municipality, :batch, :month, :transfer_date, :content_digest, 'draft', :made_by,
    :made_at);

--! put_payments
INSERT INTO payment (municipality, batch, month, payment, number, operator, amount_yen,
    bank_code, branch_code, account_kind, account_number, account_name, reference)
SELECT :municipality, :batch, :month, t.*
FROM unnest(:payments::uuid[], :numbers::integer[], :operators::text[], :amounts_yen::bigint[],
    :bank_codes::text[], :branch_codes::text[], :account_kinds::smallint[],
    :account_numbers::text[], :account_names::text[], :references::text[]) AS t;

--! lock_batch
SELECT batch FROM payout_batch
WHERE municipality = :municipality AND month = :month AND state <> 'withdrawn'
FOR UPDATE;

--! get_batch : (checked_by?, approved_by?, file?, file_digest?)
SELECT batch, month, transfer_date, content_digest, state, made_by, checked_by, approved_by,
    file, file_digest
FROM payout_batch
WHERE municipality = :municipality AND month = :month AND state <> 'withdrawn';

--! get_payments
SELECT payment, number, operator, amount_yen, bank_code, branch_code, account_kind,
    account_number, account_name, reference
FROM payment WHERE municipality = :municipality AND batch = :batch ORDER BY number;

--! check_batch
UPDATE payout_batch SET state = 'checked', checked_by = :user_id, checked_at = :now
WHERE municipality = :municipality AND batch = :batch AND state = 'draft';

--! approve_batch
UPDATE payout_batch SET state = 'approved', approved_by = :user_id, approved_at = :now
WHERE municipality = :municipality AND batch = :batch AND state = 'checked';

--! export_batch
UPDATE payout_batch SET state = 'exported', exported_at = :now, file = :file,
    file_digest = :file_digest
WHERE municipality = :municipality AND batch = :batch AND state = 'approved';

--! withdraw_batch
UPDATE payout_batch SET state = 'withdrawn', withdrawn_by = :user_id, withdrawn_at = :now
WHERE municipality = :municipality AND batch = :batch
    AND state IN ('draft', 'checked', 'approved');

--! put_payment_transfers
INSERT INTO transfer (municipality, transfer, debit, credit, amount_yen, kind, booked_month,
    booked_at, payment)
SELECT :municipality, t.transfer, t.debit, 'bank', t.amount_yen, 'payment', :month, :booked_at,
    t.payment
FROM unnest(:transfers::uuid[], :debits::text[], :amounts_yen::bigint[], :payments::uuid[])
    AS t (transfer, debit, amount_yen, payment);

--! get_exported_payments (month?, operator?)
-- What the bank was told to pay, the last month first.
SELECT payment.payment, payment.month, payment.operator, payment.amount_yen, payment.reference,
    payout_batch.transfer_date, payout_batch.exported_at
FROM payment JOIN payout_batch USING (municipality, batch)
WHERE payment.municipality = :municipality AND payout_batch.state = 'exported'
    AND (:month::date IS NULL OR payment.month = :month::date)
    AND (:operator::text IS NULL OR payment.operator = :operator::text)
ORDER BY payment.month DESC, payment.operator;
