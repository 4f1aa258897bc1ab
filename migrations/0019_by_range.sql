-- Two trips at once of one terminal are looked for as those of a vehicle and a driver are:
-- by their times, wherever they stand in the terminal's chain.
CREATE INDEX trip_of_terminal ON trip (terminal, alighted_at, municipality);

-- Where a record that was set aside stands in its terminal's chain (none: nowhere): it is
-- here, and not one of those that are missing.
ALTER TABLE record_set_aside ADD COLUMN sequence bigint;
ALTER TABLE record_set_aside DISABLE TRIGGER append_only;
UPDATE record_set_aside SET sequence = signed.sequence::bigint
FROM (
    SELECT municipality AS of_municipality, record_digest AS of_digest,
        convert_from(decode(rpad(payload, (length(payload) + 3) / 4 * 4, '='), 'base64'),
            'UTF8')::json ->> 'sequence' AS sequence
    FROM (SELECT *, translate(split_part(record, '.', 2), '-_', '+/') AS payload
        FROM record_set_aside) AS kept) AS signed
WHERE municipality = of_municipality AND record_digest = of_digest
    AND signed.sequence::numeric BETWEEN 1 AND 9223372036854775807;
ALTER TABLE record_set_aside ENABLE TRIGGER append_only;
