"""Seals: the hash of what a small JSON file of ours says, kept inside it, so that a flipped bit in it is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

SEAL = "seal"


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of what some content says, whatever the order of its keys; a seal among them is left out."""
    bare = {key: value for key, value in content.items() if key != SEAL}
    return hashlib.sha256(json.dumps(bare, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with its seal."""
    return {**content, SEAL: digest(content)}


def is_sound(content: Mapping[str, Any]) -> bool:
    """Whether content is what was sealed; content of an earlier version of this program has no seal, and passes."""
    return SEAL not in content or content[SEAL] == digest(content)


def unsealed(text: str, before: Collection[str] = ()) -> dict[str, Any] | None:
    """What a sealed text says, without its seal; None where it cannot be read or is not what was sealed.

    before: the keys of such content as it was written before there were seals. Without a seal nothing else passes: it may be the
    word for the seal that a flipped bit has changed.
    """
    try:
        content = json.loads(text)
    except ValueError:
        return None
    if not isinstance(content, dict) or not is_sound(content):
        return None
    if SEAL not in content and not (before and set(content) <= set(before)):
        return None
    return {str(key): value for key, value in content.items() if key != SEAL}


def hash_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
