-- One row is one point of the partner extract's own coordinates in the area (metres, British National Grid). offences: recorded there
-- in the months asked for; harm: their weights added up, NULL where none has one; unweighed: those of them without a weight. public_*:
-- the same of those in a public place that are flagged as no domestic abuse. Unsuppressed: whoever asks suppresses. Left out: groups
-- asked to be, and what is flagged as domestic abuse.
WITH left_out AS (
    SELECT DISTINCT offence_code FROM offence_groups WHERE list_contains($left_out::VARCHAR[], offence_group)
),
kept AS (
    SELECT o.easting, o.northing, w.weight,
           o.location_type = 'public_place' AND o.domestic_abuse = 'N' AS in_public
    FROM partner_offences AS o
    ANTI JOIN left_out USING (offence_code)
    LEFT JOIN harm_weights AS w USING (offence_code)
    WHERE o.month BETWEEN $first::DATE AND $last::DATE AND o.place = 'area' AND o.easting IS NOT NULL
      AND o.domestic_abuse IS DISTINCT FROM 'Y'
)
SELECT easting::DOUBLE AS easting, northing::DOUBLE AS northing, count(*) AS offences, sum(weight)::DOUBLE AS harm,
       count(*) FILTER (weight IS NULL) AS unweighed,
       count(*) FILTER (in_public) AS public_offences, sum(weight) FILTER (in_public)::DOUBLE AS public_harm
FROM kept
GROUP BY easting, northing
ORDER BY easting, northing
