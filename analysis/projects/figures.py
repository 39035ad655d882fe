"""Figures of the funded projects: the grant, and outputs against their minima."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.figures.charts import bars
from analysis.figures.figure import Caption, Counted, Figure, Things
from analysis.methods.withheld import MOST_HIDDEN
from analysis.projects import delivery
from analysis.projects.delivery import Output, Project
from analysis.release.questions.projects import Grants, Projects
from analysis.release.rows import rows_of
from analysis.words import phrases

MINIMA = "Minima are the least that was agreed, not a ceiling; a share is worked out only where a minimum is agreed."
HIDDEN = f"Counts of people from 1 to {MOST_HIDDEN} are not shown."
NEAR = (
    "Nor is a figure by which so few could be worked out: as a part beside its whole, or as a step from one return to the next."
    " The earlier figure stands then, with its day."
)


def grant(row: Grants, projects: pd.DataFrame, caption: Caption) -> Figure:
    """The grant as a strip: allocated to projects, and the balance. row: of `grants`; projects: as `projects` answers."""
    mine = [project for project in rows_of(Projects, projects) if project.grant_id == row.grant_id]
    given = [(f"{p.project_id} {p.title}", p.allocated) for p in mine]
    known = [(label, amount) for label, amount in given if amount is not None]
    awarded = row.awarded
    rest = (awarded or 0.0) - sum(amount for _, amount in known)
    # Where no division has come, the whole is not "unallocated": who gets what is not known here.
    rest_name = "Unallocated" if known else "Division not handed in"
    said = delivery.funding(row)
    strip = bars.grant_strip([label for label, _ in known], [amount for _, amount in known], rest, rest_name)
    return Figure(
        id=f"grant_{row.grant_id}",
        title=f"{phrases.capital(phrases.pounds(awarded))} awarded, {_division(awarded, rest, bool(known))}",
        sentence=" ".join(said),
        # Neither award nor allocation is known: there is nothing to draw.
        chart=strip if strip["data"] else None,
        table=pd.DataFrame(
            {
                "Project": [label for label, _ in given] + [rest_name],
                "Allocated, pounds": [amount for _, amount in given] + [rest if awarded is not None else None],
            }
        ),
        caption=caption,
        counts=Things({"Allocated, pounds": ("allocations.amount", "grants.awarded")}),
        formats={"Allocated, pounds": "localized"},
    )


def _division(awarded: float | None, rest: float, known: bool) -> str:
    """What is said of the division beside the award."""
    if not known:
        return "how it is divided is not handed in"
    if awarded is None:
        return "the balance is not known"
    return f"{phrases.pounds(rest)} not allocated" if rest >= 0 else f"{phrases.pounds(-rest)} more allocated than awarded"


def outputs(found: Sequence[Output], titles: Mapping[Project, str], caption: Caption) -> Figure:
    """Outputs that can be counted against an agreed minimum, as bullet bars; the table holds every output."""
    drawn = [output for output in found if output.minimum and output.kind != "yes_no"]
    labels = [f"{output.label} ({name})" for name, output in zip(delivery.names(found), found, strict=True) if output in drawn]
    chart = bars.bullet_bars(
        labels,
        [output.value for output in drawn],
        [output.minimum for output in drawn],
        [delivery.short_words(output) for output in drawn],
    )
    return Figure(
        id="outputs_against_minima",
        title=_outputs_title(drawn),
        sentence=_outputs_sentence(drawn),
        chart=chart if drawn else None,
        table=delivery.output_table(found, titles),
        caption=caption,
        counts=_counts(found),
        notes=_notes(found),
    )


def _counts(found: Sequence[Output]) -> Counted:
    people = tuple(output.counts_people for output in found)
    units = dict.fromkeys(output.unit for output in found if output.counts_people and output.unit)
    return Counted(
        dimensions=("Project", "Output", "Figures run to"),
        counts=("To date",),
        apart=("Minimum", "Due"),
        words=("Unit", "In words", "Source of the minimum"),
        rows=people,
        nouns=tuple(units),
        parts=_parts(found),
    )


def _parts(found: Sequence[Output]) -> tuple[tuple[int, int], ...]:
    """Places of each part and its whole among the outputs of people, where both are shown by the same day."""
    people = [output for output in found if output.counts_people]
    place = {(*output.project, output.measure_id): at for at, output in enumerate(people)}
    pairs = ((at, place.get((*output.project, output.part_of))) for at, output in enumerate(people) if output.part_of)
    return tuple((part, whole) for part, whole in pairs if whole is not None and people[part].upto == people[whole].upto)


def _notes(found: Sequence[Output]) -> tuple[str, ...]:
    hidden = any(output.few or output.not_shown for output in found)
    return (MINIMA, HIDDEN, NEAR) if hidden else (MINIMA,)


def _outputs_title(drawn: Sequence[Output]) -> str:
    if not drawn:
        return "No output has an agreed minimum to count against"
    if not any(output.returned for output in drawn):
        said = "Drafts only, none counted," if any(output.drafts for output in drawn) else "No return yet"
        return f"{said} for {phrases.count(len(drawn), 'output')} with a minimum to count"
    met = sum(output.met is True for output in drawn)
    return f"{met if met else 'None'} of {phrases.count(len(drawn), 'output')} counted against a minimum reached it"


def _outputs_sentence(drawn: Sequence[Output]) -> str:
    """What is still to be done, output by output; those that reached their minimum in one word."""
    open_ones = [f"{output.label}: {delivery.sentence(output)}" for output in drawn if output.met is not True]
    met = len(drawn) - len(open_ones)
    if not drawn:
        return "Every minimum is still to be agreed; what was returned stands with each project below."
    if not any(output.returned for output in drawn):
        what = "Only drafts have been returned" if any(output.drafts for output in drawn) else "Nothing has been returned"
        return f"{what}, so nothing is worked out. The table says what is due and when."
    if not open_ones:
        return "Every output counted reached its minimum."
    return " ".join([*open_ones, "The others reached theirs."] if met else open_ones)
