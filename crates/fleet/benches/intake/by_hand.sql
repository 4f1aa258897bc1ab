\set resident random(0, 5999)
\set sequence random(1, 9000000000000000)
BEGIN;
INSERT INTO hand_trip (municipality, trip, terminal, sequence, record, record_digest, operator, vehicle, driver, boarded_at, alighted_at, service_date, booked_month, boarding_area, alighting_area, distance_m, fare_yen, answer, received_at) VALUES ('102016', gen_random_uuid(), 'by-hand', :sequence, 'RECORD', sha256('x'), 'op-1', 'v-1', 'd-1', now(), now(), current_date, date_trunc('month', current_date), '102016', '102016', 3000, 1500, 'ANSWER', now()) RETURNING trip \gset
INSERT INTO hand_claim (municipality, trip, ordinal, registrant, scheme, scheme_digest, scheme_version, operator, service_date, booked_month, units, treatment, decided_yen, shown_yen, payable_yen, reasons) VALUES ('102016', :trip, 1, 'R-' || lpad(:resident::text, 6, '0'), 'maebashi', sha256('x'), '2024-04-01', 'op-1', current_date, date_trunc('month', current_date), 1, 'pay', 750, 750, 750, 'REASONS');
UPDATE hand_counter SET uses = uses + 1, amount_yen = amount_yen + 750 WHERE municipality = '102016' AND fiscal_year = 2026 AND registrant = 'R-' || lpad(:resident::text, 6, '0');
COMMIT;
