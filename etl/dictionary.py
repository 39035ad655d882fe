"""The data dictionary: what each source's columns hold, generated from the declarations (python -m etl.dictionary)."""

from __future__ import annotations

from analysis.declared.settings import PROJECT
from analysis.declared.sources import Column, Source, sources

FILE = PROJECT / "docs" / "data_dictionary.md"
REPLACES = {
    "force_month": "A newer file replaces the same force and month whole.",
    "period": "A newer file replaces the same period whole.",
    "layer": "A newer file replaces the same kind of area and day whole.",
    "whole": "A newer file replaces the list whole.",
    "key": "Files add up; a row of the same key in a newer file stands over the older one.",
}
KINDS = {
    "text": "text",
    "choice": "one of a list",
    "month": "month (2025-12)",
    "financial_year": "financial year (2024/25)",
    "date": "date (2025-12-31)",
    "timestamp": "date and time",
    "number": "number",
    "integer": "whole number",
    "boolean": "yes or no",
    "flag": "Y or N",
    "polygon": "outline",
}


def text() -> str:
    """The whole dictionary as Markdown."""
    head = "# Data dictionary\n\nGenerated from `data/sources/` by `python -m etl.dictionary`; do not edit it by hand.\n"
    return "\n".join([head, *(_source(source) for source in sources().values())])


def _source(source: Source) -> str:
    lines = [
        f"## {source.title} (`{source.id}`)",
        "",
        f"One row is {source.grain}. {REPLACES[source.replaces]} Published by {source.publisher}.",
        "",
        "| heading | name here | holds | may be blank | also read as |",
        "|---|---|---|---|---|",
        *(_column(column) for column in source.columns if not column.run or column.name == _first_of_run(source, column)),
        "",
        *_series(source),
    ]
    return "\n".join(lines)


def _first_of_run(source: Source, column: Column) -> str:
    return next(one.name for one in source.columns if one.run == column.run)


def _series(source: Source) -> list[str]:
    """Which rows of a published table are an indicator's figures."""
    if not source.is_published:
        return []
    rows = [
        f"| `{one.indicator}` | {one.breakdown} | {', '.join(f'{name}: {value}' for name, value in one.of)} | {one.publication} |"
        for one in source.series
    ]
    return ["| indicator | breakdown | rows with | publication |", "|---|---|---|---|", *rows, ""]


def _column(column: Column) -> str:
    if column.worked_out:
        sql = column.worked_out.replace("|", "\\|")
        return f"| (worked out) | `{column.name}` | {_holds(column)} | | `{sql}` |"
    also = ", ".join(f"`{alias.removeprefix('re:')}`".replace("|", "\\|") for alias in column.aliases)
    needed = "" if column.required else " (column may be missing)"
    more = f" (and so on, {column.run})" if column.run else ""
    return f"| {column.heading}{more} | `{column.name}` | {_holds(column)} | {'yes' if column.blank else 'no'}{needed} | {also} |"


def _holds(column: Column) -> str:
    kind = KINDS[column.type]
    if column.allowed:
        kind = "one of: " + ", ".join(column.allowed)
    elif column.list:
        kind = f"one of `data/reference/{column.list}.csv`"
    bounds = ""
    if column.minimum is not None:
        bounds = f", {column.minimum:g} to {column.maximum:g}" if column.maximum is not None else f", {column.minimum:g} or more"
    unit = f" ({column.unit})" if column.unit else ""
    return f"{kind}{bounds}{unit}"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
