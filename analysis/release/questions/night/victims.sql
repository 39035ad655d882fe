-- One row is one month × sex × age band of victims in the partner extract ('' where it is not told, or where nobody is the victim), as
-- the list writes them in one form. offences: recorded in the months asked for in the area, or at places wholly inside a zone; a number,
-- unsuppressed: whoever asks suppresses. In a zone without the groups asked to be left out and what is flagged as domestic abuse.
WITH left_out AS (
    SELECT DISTINCT offence_code FROM offence_groups WHERE list_contains($left_out::VARCHAR[], offence_group)
),
inside AS (SELECT DISTINCT month, row FROM offence_zones WHERE inside AND zone_id = $zone::VARCHAR),
kept AS (
    SELECT o.* FROM partner_offences AS o
    WHERE o.month BETWEEN $first::DATE AND $last::DATE AND o.place = 'area'
      AND ($zone::VARCHAR IS NULL OR (
          (o.month, o.row) IN (SELECT (month, row) FROM inside)
          AND o.offence_code NOT IN (FROM left_out) AND o.domestic_abuse IS DISTINCT FROM 'Y'
      ))
)
SELECT month,
       CASE lower(left(trim(victim_sex), 1)) WHEN 'f' THEN 'Female' WHEN 'm' THEN 'Male' WHEN 'o' THEN 'Other' ELSE '' END AS sex,
       CASE WHEN victim_age_band IS NULL OR lower(victim_age_band) IN ('unknown', 'not known') THEN ''
            ELSE regexp_replace(lower(victim_age_band), ' ?(-|–|to) ?', '–') END AS age_band,
       count(*) AS offences
FROM kept GROUP BY ALL ORDER BY month, sex, age_band
