"""The Analysis Function palette. Colours are those for a white page; `in_theme` exchanges them for a dark one."""

from typing import Any

# Analysis Function palette, in its own order (Government Analysis Function, "Data visualisation: colours in charts").
BLUE, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
DARK_GREY, LAVENDER = "#3D3D3D", "#A285D1"
CONTEXT_GREY = "#6F777B"  # lines that give context: 4.6:1 on white, where the palette's #BFBFBF is 1.84:1
PALE_GREY = "#BFBFBF"
INK, PAGE = "#0B0C0C", "#FFFFFF"
MID_BLUE, PALE_BLUE = "#2073BC", "#6BACE6"
PALE_ORANGE = "#FBD3BD"  # signals that have ended; their edge, not their fill, is what stands 3:1 from the page
SERIES = (BLUE, TEAL, PLUM, ORANGE)

# The same roles on a dark page (#16191D), each at 3:1 or more.
DARK_THEME = {
    BLUE: "#6BACE6",
    TEAL: "#3FC1B6",
    PLUM: "#D97BA9",
    ORANGE: "#F58A50",
    DARK_GREY: "#D5D8DB",
    LAVENDER: "#B9A3DF",
    CONTEXT_GREY: "#A3ABB2",
    PALE_GREY: "#4C5258",
    MID_BLUE: "#4A93D9",
    PALE_BLUE: "#1F6FB5",
    PALE_ORANGE: "#6B4A38",
    INK: "#EEF0F2",
    PAGE: "#16191D",
}


def in_theme(chart: dict[str, Any], dark: bool) -> dict[str, Any]:
    """The chart as it is for a light page; for a dark one a copy with each palette colour exchanged."""
    return _exchange(chart) if dark else chart


def _exchange(part: Any) -> Any:
    if isinstance(part, str):
        return DARK_THEME.get(part, part)
    if isinstance(part, dict):
        return {key: _exchange(value) for key, value in part.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(part, list):
        return [_exchange(value) for value in part]  # pyright: ignore[reportUnknownVariableType]
    return part
