-- How the books of a municipality stand, in numbers that name nobody.

--! get_books : (last_closing_at?, last_trip_at?)
SELECT (SELECT max(closed_at) FROM month WHERE month.municipality = place.municipality)
        AS last_closing_at,
    (SELECT max(received_at) FROM trip WHERE trip.municipality = place.municipality)
        AS last_trip_at,
    (SELECT count(*) FROM record_set_aside AS record
        WHERE record.municipality = place.municipality) AS set_aside
FROM municipality AS place WHERE place.municipality = :municipality;

--! count_open_findings
SELECT treatment, count(*) AS findings
FROM finding
WHERE municipality = :municipality AND NOT EXISTS (
    SELECT FROM review_in_force AS decided
    WHERE decided.municipality = finding.municipality AND decided.finding = finding.finding)
    AND NOT EXISTS (SELECT FROM finding AS later
        WHERE later.municipality = finding.municipality AND later.supersedes = finding.finding)
GROUP BY treatment;
