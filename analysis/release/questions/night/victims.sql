-- One row is one month × sex × age band of victims in the partner extract ('' where it is not told, or where nobody is the victim), as
-- the list writes them in one form × the zones that the offence lies in (their ids in order, chr(31) between; '' where it lies in none).
-- offences: recorded in the months asked for, in the area; a number, unsuppressed: whoever asks suppresses. No zone is told of the groups
-- asked to be left out and of what is flagged as domestic abuse: they count in the area alone.
WITH left_out AS (
    SELECT DISTINCT offence_code FROM offence_groups WHERE list_contains($left_out::VARCHAR[], offence_group)
),
inside AS (SELECT month, row, string_agg(DISTINCT zone_id, chr(31) ORDER BY zone_id) AS zones FROM offence_zones WHERE inside GROUP BY ALL)
SELECT o.month,
       CASE lower(left(trim(victim_sex), 1)) WHEN 'f' THEN 'Female' WHEN 'm' THEN 'Male' WHEN 'o' THEN 'Other' ELSE '' END AS sex,
       CASE WHEN victim_age_band IS NULL OR lower(victim_age_band) IN ('unknown', 'not known') THEN ''
            ELSE regexp_replace(lower(victim_age_band), ' ?(-|–|to) ?', '–') END AS age_band,
       CASE WHEN o.offence_code IN (FROM left_out) OR o.domestic_abuse IS NOT DISTINCT FROM 'Y' THEN '' ELSE coalesce(i.zones, '') END
           AS zones,
       count(*) AS offences
FROM partner_offences AS o LEFT JOIN inside AS i ON i.month = o.month AND i.row = o.row
WHERE o.month BETWEEN $first::DATE AND $last::DATE AND o.place = 'area'
GROUP BY ALL ORDER BY o.month, sex, age_band, zones
