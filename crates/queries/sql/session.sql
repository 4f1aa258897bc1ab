-- What every transaction begins with.

--! enter
-- Who the transaction acts as, and for which municipality and operator: until it
-- ends.
SELECT set_config('role', :role, true) AS role,
       set_config('mytaku.municipality', :municipality, true) AS municipality,
       set_config('mytaku.operator', :operator, true) AS operator;

--! plan_once
-- Statements of this transaction are planned once and not for each set of values:
-- for those that look up by key, where planning costs more than looking.
SELECT set_config('plan_cache_mode', 'force_generic_plan', true) AS plan_cache_mode;

--! get_municipalities
SELECT municipality FROM municipality ORDER BY municipality;
