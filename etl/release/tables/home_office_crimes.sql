-- One row per partnership, quarter and offence code of the Home Office's tables: offences recorded (negative where crimes of an
-- earlier quarter were cancelled). All partnerships are kept; in_area marks the area's own. "Unassigned" rows belong to a force alone.
-- A partnership or force that the tables write in several ways (PLYMOUTH, Devon & Cornwall) stands under one: as the lookup has it,
-- else as most rows have it.
CREATE TABLE home_office_crimes AS
WITH own AS (
    SELECT DISTINCT csp_name FROM typed_lookups
    WHERE layer = 'district_csp' AND district_code = getvariable('area_code') AND csp_name IS NOT NULL
),
names AS (
    SELECT csp_name FROM own
    UNION ALL
    SELECT getvariable('area_name') WHERE NOT EXISTS (FROM own)
),
listed AS (
    SELECT folded(csp_name) AS name, min(csp_name) AS csp_name FROM typed_lookups
    WHERE layer = 'district_csp' AND csp_name IS NOT NULL GROUP BY ALL
),
spelt AS (
    SELECT folded(csp_name) AS name, csp_name FROM typed_home_office_csp WHERE set_aside IS NULL GROUP BY 1, 2
    QUALIFY row_number() OVER (PARTITION BY folded(csp_name) ORDER BY count(*) DESC, csp_name DESC) = 1
),
forces AS (
    SELECT folded_force(force_name) AS force, force_name FROM typed_home_office_csp WHERE set_aside IS NULL GROUP BY 1, 2
    QUALIFY row_number() OVER (PARTITION BY folded_force(force_name) ORDER BY count(*) DESC, force_name DESC) = 1
)
SELECT
    strftime(financial_year, '%Y') || '/' || strftime(financial_year + INTERVAL 1 YEAR, '%y') AS financial_year,
    quarter,
    (financial_year + to_months((3 * (quarter - 1))::INTEGER))::DATE AS quarter_start,
    forces.force_name, coalesce(listed.csp_name, spelt.csp_name) AS csp_name,
    offence_group, offence_subgroup, offence_code, offence_description, offences,
    folded(t.csp_name) IN (SELECT folded(csp_name) FROM names) AS in_area
FROM typed_home_office_csp t
LEFT JOIN listed ON listed.name = folded(t.csp_name)
LEFT JOIN spelt ON spelt.name = folded(t.csp_name)
LEFT JOIN forces ON forces.force = folded_force(t.force_name)
WHERE set_aside IS NULL
ORDER BY ALL;

-- must be equal: every count of the Home Office stands once
SELECT (SELECT coalesce(sum(loaded), 0) FROM standing WHERE source = 'home_office_csp'),
    (SELECT count(*) FROM home_office_crimes);
