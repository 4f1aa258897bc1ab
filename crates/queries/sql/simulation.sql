-- Trying other rules on trips that were settled.

--! get_settled_claims
-- What was settled of each claim: the adjusted outcome where there is one.
SELECT claim.trip, claim.ordinal, coalesce(adjustment.units, claim.units) AS units,
    coalesce(adjustment.payable_yen, claim.payable_yen) AS payable_yen
FROM claim
LEFT JOIN claim_adjustment AS adjustment USING (municipality, trip, ordinal)
WHERE claim.municipality = :municipality AND claim.booked_month = :month;
