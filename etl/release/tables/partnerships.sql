-- One row per community safety partnership that the Home Office's tables name ("Unassigned" is none): its force, whether it is the
-- area's own, and its residents: those of all its districts on the newest day for which every one of them has a figure, else NULL.
-- after: home_office_crimes, district_residents
CREATE TABLE partnerships AS
WITH named AS (
    SELECT DISTINCT force_name, csp_name, in_area FROM home_office_crimes
    WHERE csp_name IS NOT NULL AND NOT starts_with(lower(csp_name), 'unassigned')
),
districts AS (
    SELECT DISTINCT folded(csp_name) AS csp, district_code FROM typed_lookups
    WHERE layer = 'district_csp' AND csp_name IS NOT NULL
    QUALIFY as_at = max(as_at) OVER ()
),
-- The area's own district is known without a lookup.
parts AS (
    SELECT n.force_name, n.csp_name, d.district_code FROM named n JOIN districts d ON d.csp = folded(n.csp_name)
    UNION
    SELECT force_name, csp_name, getvariable('area_code') FROM named
    WHERE in_area AND folded(csp_name) NOT IN (SELECT csp FROM districts)
),
counted AS (
    SELECT p.force_name, p.csp_name, t.as_at, sum(t.residents) AS residents, count(*) AS districts
    FROM parts p JOIN district_residents t USING (district_code)
    GROUP BY ALL
),
whole AS (
    SELECT c.* FROM counted c
    WHERE c.districts = (SELECT count(*) FROM parts p WHERE p.csp_name = c.csp_name AND p.force_name = c.force_name)
    QUALIFY row_number() OVER (PARTITION BY c.force_name, c.csp_name ORDER BY c.as_at DESC) = 1
)
SELECT n.force_name, n.csp_name, n.in_area, w.residents::BIGINT AS residents, w.as_at AS residents_as_at
FROM named n LEFT JOIN whole w USING (force_name, csp_name)
ORDER BY ALL;
