"""A finding of the door, as it is made, kept and read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Result = Literal["fail", "warning", "information"]


@dataclass(frozen=True)
class Problem:
    """One finding of one check. `line` is the line as an editor shows it, counting from 1; None where there is none."""

    check: str
    result: Result
    message: str
    remedy: str
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The problem in the key order of the documented JSON."""
        values = asdict(self)
        return {key: values[key] for key in ("check", "result", "line", "column", "value", "message", "remedy")}
