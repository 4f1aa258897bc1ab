-- Trying other rules on trips that were settled.

--! get_settled_claims
-- What was settled of each claim: the last adjusted outcome where there is one.
SELECT claim.trip, claim.ordinal, coalesce(adjustment.units, claim.units) AS units,
    coalesce(adjustment.payable_yen, claim.payable_yen) AS payable_yen
FROM claim
LEFT JOIN LATERAL (SELECT last.units, last.payable_yen FROM claim_adjustment AS last
    WHERE last.municipality = claim.municipality AND last.trip = claim.trip
        AND last.ordinal = claim.ordinal
    ORDER BY last.booked_month DESC LIMIT 1) AS adjustment ON true
WHERE claim.municipality = :municipality AND claim.booked_month = :month;
