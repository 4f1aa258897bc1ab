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
-- Which of these rows are there, by their place, trips or records that were set aside; and
-- all that was committed before this is on disk then.
SELECT flush(:municipalities, :trips, :record_digests) AS there;

--! get_municipalities
SELECT municipalities() AS municipality;

--! get_login
-- What the user who is connected could do, whatever role a transaction takes: as the
-- owner of the tables or round row-level security, or as the service.
SELECT
    rolsuper OR rolbypassrls OR EXISTS (
        SELECT FROM pg_class
        WHERE oid = to_regclass('public.trip') AND pg_has_role(session_user, relowner, 'MEMBER')
    ) AS is_above_the_walls,
    2 = (
        SELECT count(*) FROM pg_roles AS taken
        WHERE taken.rolname IN ('mytaku_service', 'mytaku_operator')
            AND pg_has_role(session_user, taken.oid, 'MEMBER')
    ) AS may_serve
FROM pg_roles WHERE rolname = session_user;
