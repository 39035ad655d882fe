-- One row per police force, quarter and kind of offence: offences in which a knife or sharp instrument was used, of the whole force.
-- own: whether the force is the area's; not told where every force counts.
CREATE TABLE force_knife_offences AS
SELECT
    (financial_year + to_months((3 * (quarter - 1))::INTEGER))::DATE AS quarter_start,
    force_name, folded_force(force_name) AS force, offence, offences,
    NOT getvariable('every_force') AND list_contains(getvariable('force_names'), folded_force(force_name)) AS own
FROM typed_home_office_knife
WHERE set_aside IS NULL
ORDER BY ALL;
