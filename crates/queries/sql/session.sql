-- What every transaction begins with.

--! enter
-- Who the transaction acts as, and for which municipality: until it ends.
SELECT set_config('role', 'mytaku_service', true) AS role,
       set_config('mytaku.municipality', :municipality, true) AS municipality;
