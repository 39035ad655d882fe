"""Names of places and forces, folded in one place: the same name written in another way is the same name.

The Home Office, the Office for National Statistics and data.police.uk write one name in several ways: "Devon & Cornwall Police",
"Devon and Cornwall", "DEVON AND CORNWALL ". Two names are the same where their folded forms are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

OF_FORCES = r" (police|constabulary|police service|police force)( service)?$"
"""What data.police.uk adds to the name of a force, and the Home Office does not."""


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name as names are compared: without capitals, accents, points, apostrophes and needless blanks, with 'and' for '&'."""
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’.]", "", text)).split())


def folded_sql(expression: str) -> str:
    """The SQL of the same for a text expression; NULL for NULL."""
    plain = f"strip_accents(lower(replace({expression}, '&', ' and ')))"
    kept = f"regexp_replace(regexp_replace({plain}, '[''’.\u00ad\u200b-\u200f\u2060\ufeff]', '', 'g'), '[^a-z0-9]+', ' ', 'g')"
    return f"trim({kept})"


def folded_force(name: str) -> str:
    """The same for a police force, whose name may end in Police or Constabulary or not."""
    return re.sub(OF_FORCES, "", folded(name))


def folded_force_sql(expression: str) -> str:
    """The SQL of the same."""
    return f"regexp_replace({folded_sql(expression)}, '{OF_FORCES}', '')"
