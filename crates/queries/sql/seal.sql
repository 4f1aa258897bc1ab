-- Sealing anew: rows of which a value was not sealed by the key that seals now.

--! is_anything_sealed
-- Of any municipality.
SELECT is_anything_sealed(:prefix) AS sealed;

--! stale_operator_accounts
SELECT operator, entry, from_date, account_number AS number, account_name AS holder
FROM operator_account
WHERE municipality = :municipality
    AND NOT (starts_with(account_number, :current) AND starts_with(account_name, :current))
ORDER BY operator, entry LIMIT :rows FOR UPDATE;

--! reseal_operator_account
UPDATE operator_account SET account_number = :number, account_name = :holder
WHERE municipality = :municipality AND operator = :operator AND entry = :entry;

--! stale_payer
SELECT account_number AS number FROM payer
WHERE municipality = :municipality AND NOT starts_with(account_number, :current) FOR UPDATE;

--! reseal_payer
UPDATE payer SET account_number = :number WHERE municipality = :municipality;

--! stale_payments
SELECT payment AS row, account_number AS number, account_name AS holder FROM payment
WHERE municipality = :municipality
    AND NOT (starts_with(account_number, :current) AND starts_with(account_name, :current))
ORDER BY payment LIMIT :rows FOR UPDATE;

--! reseal_payment
UPDATE payment SET account_number = :number, account_name = :holder
WHERE municipality = :municipality AND payment = :row;

--! stale_second_factors
SELECT user_id AS row, second_factor AS secret FROM user_login
WHERE municipality = :municipality AND NOT starts_with(second_factor, :current)
ORDER BY user_id LIMIT :rows FOR UPDATE;

--! reseal_second_factor
UPDATE user_login SET second_factor = :secret
WHERE municipality = :municipality AND user_id = :row;

--! stale_bank_files
SELECT batch AS row, file AS bytes FROM payout_batch
WHERE municipality = :municipality AND state = 'exported'
    AND substring(file FROM 1 FOR length(:current::bytea)) <> :current::bytea
ORDER BY batch LIMIT :rows FOR UPDATE;

--! reseal_bank_file
UPDATE payout_batch SET file = :file WHERE municipality = :municipality AND batch = :row;
