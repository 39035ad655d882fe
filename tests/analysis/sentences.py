"""What is wrong with a sentence, whoever made it: grammar that a machine can see, and the rules on percentages."""

import re

NO_NOUNS = "less|plus|across|times|is|was|has|as|this|its|thus|always|else|lies|needs|lacks|counts"
ONE_OF_MANY = re.compile(rf"(?<![\d.,/–−×+-])1 (?!(?:{NO_NOUNS})\b)(\w+s)\b")
NOUNS = "crime|incident|offence|admission|report|person|month|ward|record|file|row|indicator"
MANY_OF_ONE = re.compile(rf"(?<![\d.,/–−-])(?:[02-9]|\d[\d,]*\d) (?:{NOUNS})\b(?!-)")
VERB_OF_ONE = re.compile(r"(?<![\d.,/–−-])1 \w+ (?:are|have|were|lie|move|follow|need|lack)\b")
NOTHING = re.compile(r"\b(?:None(?! agreed)|nan|NaN|NaT|inf|<NA>)\b(?! of| is| are| have| has| can| could| shows?\b)")
EMPTY = re.compile(r"\(\s*\)|\[\s*\]|“”|  | [,.;:]|\( | \)|,,|;;|\.\.|:\.|,\.|;\.|: ;|\bin (?:\.|,|;|$)")
CHANGED = re.compile(r"[\d.]+(?:%| percentage points) (?:more|fewer|higher|lower)\b(?! \(95% interval)")
ON_FEW = re.compile(r"(?<![\d.,])(\d)(?: [a-z]+)? in the 12 before[.:] (?:[\d.]+%|[Nn]o clear change \(95%)")
ENDS = (".", "?", "!", "”", ".)")


def faults(text: str, *, sentence: bool = True) -> list[str]:
    """Each fault with the words round it; empty where there is none. sentence: it must end as one, else it must not."""
    said = text.strip()
    found = [
        f"{what}: …{said[max(0, hit.start() - 40) : hit.end() + 30]}…"
        for what, pattern in (
            ("one of many", ONE_OF_MANY),
            ("many of one", MANY_OF_ONE),
            ("verb of one", VERB_OF_ONE),
            ("nothing", NOTHING),
            ("empty or doubled", EMPTY),
            ("a change without its interval", CHANGED),
            ("a percentage on fewer than 10", ON_FEW),
        )
        for hit in pattern.finditer(said)
    ]
    if said and sentence and not said.endswith(ENDS):
        found.append(f"no end: {said[-60:]}")
    if said and not sentence and said.endswith((".", ",", ";", ":")):
        found.append(f"ends as no title does: {said[-60:]}")
    if said and not (said[0].isupper() or not said[0].isalpha()):
        found.append(f"begins small: {said[:60]}")
    return found
