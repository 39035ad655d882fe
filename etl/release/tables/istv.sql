-- One row per attendance at hospital after an assault. Restricted: every figure made of it is suppressed where it is small. The
-- patient's words are matched here, and stand in no table: zone_id where they mean a zone; place: 'zone', 'elsewhere' (a place that
-- lies in none), 'unmatched' (words that no list knows) or 'not_told'. Of two rows of a list that read the same the newest stands.
CREATE TABLE istv AS
WITH known AS (
    SELECT folded(location_text) AS wording, zone_id FROM typed_istv_places WHERE location_text IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY folded(location_text) ORDER BY receipt DESC NULLS LAST, row DESC) = 1
)
SELECT t.period AS month, t.row, t.site_code, t.arrived_at, t.assaulted_at, k.zone_id,
       CASE WHEN t.location_text IS NULL THEN 'not_told'
            WHEN k.wording IS NULL THEN 'unmatched'
            WHEN k.zone_id IS NULL THEN 'elsewhere'
            ELSE 'zone' END AS place
FROM typed_istv AS t LEFT JOIN known AS k ON k.wording = folded(t.location_text)
WHERE t.set_aside IS NULL
ORDER BY t.period, t.site_code, t.row;
