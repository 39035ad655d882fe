"""Risks in a grid of likelihood and severity: how many in each field, and which."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.figures.charts.canvas import SMALL, base_layout, escaped, words_at
from analysis.figures.charts.palette import CONTEXT_GREY, DARK_GREY, INK, ORANGE, PALE_GREY

SIZE = 5
NAMED_AT_MOST = 2
HIGH, MIDDLE = 12, 9
"""Scores above which a field is drawn as high, and as middling."""


def matrix(places: Mapping[tuple[int, int], Sequence[str]]) -> dict[str, Any]:
    """places: likelihood and severity, 1 to 5 → the risks there. High fields have an orange edge, middling ones a grey fill."""
    layout = base_layout(340)
    layout["xaxis"] = _axis("Severity")
    layout["yaxis"] = _axis("Likelihood")
    layout["margin"] = {"l": 8, "r": 8, "t": 8, "b": 8}
    layout["shapes"] = [_field(likelihood, severity) for likelihood in _scores() for severity in _scores()]
    layout["annotations"] = [
        words_at(_words(names), severity, likelihood, xanchor="center") | {"font": {"size": SMALL, "color": INK}}
        for (likelihood, severity), names in places.items()
    ]
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [severity for _, severity in places],
        "y": [likelihood for likelihood, _ in places],
        "hovertext": [escaped(", ".join(names)) for names in places.values()],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"size": 40, "opacity": 0},
    }
    return {"data": [trace], "layout": layout}


def _scores() -> range:
    return range(1, SIZE + 1)


def _words(names: Sequence[str]) -> str:
    shown = [escaped(name) for name in names[:NAMED_AT_MOST]]
    more = [f"{len(names) - NAMED_AT_MOST} more"] if len(names) > NAMED_AT_MOST else []
    return "<br>".join([*shown, *more])


def _field(likelihood: int, severity: int) -> dict[str, Any]:
    score = likelihood * severity
    edge = {"color": ORANGE, "width": 2} if score > HIGH else {"color": CONTEXT_GREY, "width": 1}
    fill = {"fillcolor": PALE_GREY, "opacity": 0.35} if MIDDLE < score <= HIGH else {}
    inset = 0.46 if score > HIGH else 0.49
    ends = {"x0": severity - inset, "x1": severity + inset, "y0": likelihood - inset, "y1": likelihood + inset}
    return {"type": "rect", "layer": "below", **ends, "line": edge, **fill}


def _axis(title: str) -> dict[str, Any]:
    return {
        "range": [0.45, SIZE + 0.55],
        "tickvals": list(_scores()),
        "title": {"text": f"{title}, 1 to {SIZE}", "standoff": 6, "font": {"size": SMALL, "color": DARK_GREY}},
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
