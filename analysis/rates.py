"""Rates per 1,000 residents, and when there is none."""

FEWEST_EVENTS = 10  # under 10 events a rate is too unsteady to show (OHID technical guidance on small numbers)
RULE = f"No rate is worked out on fewer than {FEWEST_EVENTS} records."


def per_1000(events: float | None, population: float | None) -> float | None:
    """Events per 1,000 residents over the period counted; None where it may not be shown (see `why_no_rate`)."""
    if events is None or population is None or why_no_rate(events, population):
        return None
    return 1000 * events / population


def why_no_rate(events: float | None, population: float | None) -> str:
    """The reason in words why there is no rate; empty where there is one."""
    if events is None or events != events:
        return "No count."
    if population is None or population != population or population <= 0:
        return "No population is loaded."
    return RULE if events < FEWEST_EVENTS else ""
