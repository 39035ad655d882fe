-- One row per partnership, quarter and offence code of the Home Office's tables: offences recorded (negative where crimes of an
-- earlier quarter were cancelled). All partnerships are kept; in_area marks the area's own. "Unassigned" rows belong to a force alone.
CREATE TABLE home_office_crimes AS
WITH own AS (
    SELECT DISTINCT csp_name FROM typed_lookups
    WHERE layer = 'district_csp' AND district_code = getvariable('area_code') AND csp_name IS NOT NULL
),
names AS (
    SELECT csp_name FROM own
    UNION ALL
    SELECT getvariable('area_name') WHERE NOT EXISTS (FROM own)
)
SELECT
    strftime(financial_year, '%Y') || '/' || strftime(financial_year + INTERVAL 1 YEAR, '%y') AS financial_year,
    quarter,
    (financial_year + to_months((3 * (quarter - 1))::INTEGER))::DATE AS quarter_start,
    force_name, csp_name, offence_group, offence_subgroup, offence_code, offence_description, offences,
    csp_name IN (FROM names) AS in_area
FROM typed_home_office_csp
WHERE set_aside IS NULL
ORDER BY ALL;
