-- What every transaction begins with.

--! enter
-- Who the transaction acts as, and for which municipality and operator: until it
-- ends. And whether its commit waits for the disk.
SELECT set_config('role', :role, true) AS role,
       set_config('mytaku.municipality', :municipality, true) AS municipality,
       set_config('mytaku.operator', :operator, true) AS operator,
       set_config('synchronous_commit', CASE WHEN :waits
           THEN current_setting('synchronous_commit') ELSE 'off' END, true) AS waits;

--! flush (trips[?], record_digests[?])
-- Which of these rows are there, trips or records that were set aside. The message is for
-- nobody: by it this statement has something to commit, and waits until all that was
-- committed before it is on disk, too.
SELECT pg_logical_emit_message(true, 'mytaku', '')::text AS flushed,
    ARRAY(
        SELECT wanted.place
        FROM unnest(:municipalities::text[], :trips::uuid[], :record_digests::bytea[])
            WITH ORDINALITY AS wanted (municipality, trip, record_digest, place)
        WHERE EXISTS (SELECT FROM trip
                WHERE trip.municipality = wanted.municipality AND trip.trip = wanted.trip)
            OR EXISTS (SELECT FROM record_set_aside AS aside
                WHERE aside.municipality = wanted.municipality
                    AND aside.record_digest = wanted.record_digest)
    ) AS there;

--! get_municipalities
SELECT municipality FROM municipality ORDER BY municipality;
