"""What personal data look like: headings that announce them, and cells that hold them. Patterns suit both Python and RE2.

A pattern cannot know every name. What it can know (postal and e-mail addresses, telephone numbers, postcodes, NHS numbers, dates
said to be of birth, references of cases) is looked for in every cell that is free text; names and other dates of birth are known
by their headings, and names by titles such as Mrs, by what stands before them ("victim: Jo Bloggs") or by a common first name.
Patterns take time in proportion to a text's length, however it is made.
"""

from __future__ import annotations

import re


def _any(*words: str) -> str:
    """A pattern for any of some patterns."""
    return f"({'|'.join(words)})"


WHO = (
    "(victim|offender|suspect|witness|complainant|aggrieved|defendant|informant|caller|reporter|reported by|officer|oic|persons?"
    "|participant|child|pupil|young person|client|patient|parent|carer|guardian|mother|father|contact|attendee|customer)s?"
)
NUMBER = "(ref|refs|reference|references|no|nos|num|number|numbers|urn|id)"
CASE = "(crime|incident|occurrence|occ|log|cad|niche|case|custody|offence|investigation|unique|file|arrest|intelligence)"
REGISTER = "(pnc|nhs|hospital|upn|uln|ni|nino|passport|licence|cro|prison|driving licence|national insurance)"
HEADINGS: dict[str, str] = {
    "names": _any(
        "(first|fore|given|middle|christian|last|family|second|full|nick|maiden|birth|known) ?name(s| ?[0-9])?",
        *("sur ?name", "alias(es)?", "known as", "aka", "initials", "names? of .+"),
        f"{WHO} ?([0-9] )?((full|first|last|sur|fore) ?)?names?",
    ),
    "dates of birth": f"({WHO} )?(d ?o ?b|date of birth|birth ?date|birth ?day|born( on)?|year of birth|yob)( date)?",
    "addresses": f"({WHO} )?"
    + _any(
        "((home|postal|street|full|email|e mail|residential|current|billing) )?address( (line ?)?[0-9])?",
        *("addr ?[0-9]?", "address .+", ".+ address", "(house|flat|building) (no|number|name)", "street name", "uprn"),
    ),
    "postcodes": "(.* )?(post ?codes?|pcds?|pcd[0-9]|zip( ?code)?)",
    "telephone numbers": f"({WHO} )?"
    + _any(
        f"((home|work|mobile|contact|daytime|evening) )?(tele)?phone( {NUMBER}| ?[0-9])?",
        *(f"mobile( {NUMBER})?", f"tel( {NUMBER}| ?[0-9])?", "cell( phone)?", "contact (no|number|details)", "msisdn", "imei"),
    ),
    "e-mail addresses": f"({WHO} )?e ?mails?( address(es)?| ?[0-9])?",
    "case or person references": _any(
        *(f"{CASE} (record )?{NUMBER}( {NUMBER})?", "crime ?ref", "cr ?no", "urn", f"{REGISTER}( {NUMBER})?", f"{WHO} {NUMBER}"),
        *(
            "nominal",
            "(collar|shoulder) (no|number)",
            "vrm",
            "vrn",
            "(vehicle )?registration( no| number| plate| mark)?",
            "number ?plate",
        ),
        *("ip address", "bank account", "account (no|number)", "sort code"),
    ),
}
BARE_HEADINGS: dict[str, str] = {
    "names": "names?",
    "case or person references": "(refs?|references?|id number|identity)( ?(no|number))?",
    "free text about people": "(mo|modus operandi|narrative|summary|free ?text|log text|description of .*|details)",
}
"""What is personal in a list of offences or of participants, and harmless in published tables of areas."""

NOT_BEFORE, NOT_AFTER = "(^|[^0-9A-Za-z])", "($|[^0-9A-Za-z])"
FIRST_NAMES = (
    "Aaron|Abigail|Adam|Adrian|Ahmed|Aisha|Alan|Alastair|Alex|Alexander|Alexandra|Ali|Alice|Alison|Amanda|Amy|Andrea|Andrew|Angela"
    "|Anita|Anna|Anne|Annie|Anthony|Barbara|Barry|Ben|Benjamin|Bethany|Brenda|Brian|Callum|Cameron|Carl|Carol|Caroline|Catherine"
    "|Charlotte|Cheryl|Chloe|Chris|Christine|Christopher|Claire|Clare|Colin|Connor|Craig|Daniel|Danielle|Darren|Dave|David|Dawn"
    "|Deborah|Dennis|Derek|Diane|Donna|Dorothy|Dylan|Edward|Eleanor|Elizabeth|Ellie|Emily|Emma|Eric|Ethan|Fatima|Fiona|Gareth|Gary"
    "|Gavin|Gemma|Geoffrey|Georgia|Gillian|Glenn|Gordon|Graham|Hannah|Harriet|Heather|Helen|Hollie|Holly|Ian|Isabella|Jacqueline"
    "|Jade|Jake|James|Jamie|Jane|Janet|Janice|Jason|Jayden|Jean|Jennifer|Jenny|Jeremy|Jessica|Jill|Joan|Joanna|Joanne|John|Jonathan"
    "|Joseph|Joshua|Joyce|Judith|Julia|Julian|Julie|Karen|Katherine|Kathleen|Katie|Kayleigh|Keith|Kelly|Kenneth|Kerry|Kevin|Kieran"
    "|Kim|Kimberley|Kirsty|Kyle|Laura|Lauren|Leah|Leanne|Lee|Leon|Liam|Linda|Lindsey|Lisa|Lorraine|Louise|Lucy|Luke|Lynn|Mandy"
    "|Margaret|Maria|Marie|Martin|Mary|Matthew|Maureen|Megan|Melanie|Melissa|Michael|Michelle|Mohammad|Mohammed|Muhammad|Natalie"
    "|Natasha|Nathan|Neil|Niamh|Nicholas|Nicola|Nigel|Noah|Oliver|Olivia|Owen|Pamela|Patricia|Patrick|Paul|Paula|Pauline|Peter"
    "|Philip|Phillip|Rachel|Rebecca|Rhys|Richard|Robert|Roger|Ronald|Rosemary|Ross|Roy|Russell|Ruth|Ryan|Sally|Samantha|Samuel"
    "|Sandra|Sara|Sarah|Scott|Sean|Sharon|Shaun|Sheila|Shirley|Simon|Sophie|Stacey|Stephanie|Stephen|Steve|Steven|Stuart|Susan"
    "|Suzanne|Sylvia|Tanya|Tara|Teresa|Terence|Terry|Theresa|Thomas|Timothy|Tina|Toby|Tom|Tony|Tracey|Tracy|Trevor|Tyler|Valerie"
    "|Vanessa|Vincent|Wayne|Wendy|Yvonne|Zoe"
)
"""Common first names of Britain that are hardly ever a word or the first part of another name."""
SURNAME = r"([A-Z]\.? ?){0,2}(Mc|Mac|O'|D')?[A-Z][a-z]+(-[A-Z][a-z]+)?"
PLACES = re.compile(
    r"[^A-Za-z]?([A-Z][A-Za-z'.-]*\s){1,4}(Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Place|Terrace|Way|Walk|Crescent|Gardens?"
    r"|Grove|Court|Hill|Park|Row|Square|Rise|View|Mews|Green|Yard|Quay|Bridge|Cross|House|Hall|Centre|Center|Station|Hospital|School"
    r"|Academy|College|University|Church|Chapel|Library|Theatre|Arms|Inn|Hotel|Stores?|Estate|Ward|Trust|Foundation|Fund|Charity"
    r"|Project|Award|Prize|Review|Inquiry|Report|Act|Law|Scheme|Society|Association|Community|Club|Team|Ltd|Limited|plc|LLP|Group"
    r"|Services?|Partnership|Primary|Nursery|Tavy|Wing|Lodge|Barracks|Surgery|Practice)\b"
)
"""What makes a place, a body or a law of the name before it: James Street, Dr Anderson Avenue, Stephen Lawrence Inquiry."""
CONTENTS: dict[str, str] = {
    # Its first part begins where no such character stands before: tried at each of its letters, a long one would take for ever.
    "an e-mail address": r"(^|[^A-Za-z0-9._%+'-])[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    "a telephone number": r"(^|[^0-9A-Za-z./-])(\+44[ .-]?(\(0\))?[ .-]?|0044[ .-]?|\(?0)[1-37][0-9]{1,4}\)?"
    r"[ .-]?[0-9]{3,4}[ .-]?[0-9]{3,4}($|[^0-9A-Za-z./-])",
    "a postcode": NOT_BEFORE
    + r"[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKPS-UW]? ?[0-9][ABD-HJLNP-UW-Z]{2}"
    + NOT_AFTER
    + r"|^[a-pr-uwyz][a-hk-y]?[0-9][0-9a-hjkps-uw]? ?[0-9][abd-hjlnp-uw-z]{2}$",
    "a name with its title": r"(^|[^A-Za-z])(Mr|Mrs|Ms|Miss|Mx|Master|Dr|PC|DC|DS|PCSO)\.? ([A-Z]\.? ?){0,2}[A-Z]('[A-Z])?[a-z]+",
    "a name": r"(^|[^A-Za-z])(" + FIRST_NAMES + ") " + SURNAME,
    "the name of a person in a case": r"(^|[^A-Za-z])"
    + "(?i:victim|offender|suspect|witness|complainant|aggrieved|defendant|perpetrator|nominal|ip|name)"
    + r"(?i: name| is| was| named| called|:| -| =){1,2} [A-Z][a-z]+ "
    + SURNAME,
    "a postal address": NOT_BEFORE
    + r"[1-9][0-9]{0,3}[A-Za-z]?,? ([A-Z][a-z'.]+ ){1,3}"
    + r"(Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Place|Terrace|Way|Crescent|Gardens|Court|Hill|Park|Row|Square|Walk)"
    + r"($|[^A-Za-z])",
    "an NHS number": NOT_BEFORE
    + r"([0-9]{3}[ -][0-9]{3}[ -][0-9]{4}"
    + r"|(?i:nhs|patient|hospital)[^0-9A-Za-z]{1,3}((?i:no|number|id)[^0-9A-Za-z]{1,3})?[0-9]{10})"
    + NOT_AFTER,
    "a date of birth": NOT_BEFORE
    + r"(?i:d\.?o\.?b\.?|date of birth|birth ?date|born( on)?)[^0-9A-Za-z]{1,3}"
    + r"(on |is |was )?([0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}|[0-9]{1,2}(st|nd|rd|th)?[ -][A-Za-z]{3,9},?[ -][0-9]{2,4})"
    + NOT_AFTER,
    "a case or person reference": NOT_BEFORE
    + _any(
        r"(CR|CAD|ISR|OCC|URN|PNC|UPN|LOG)[ :/#-]*[0-9][0-9/-]{4,}",
        r"[0-9]{2}[A-Z]{2}/[0-9]{4,}/[0-9]{2}",
        r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
    )
    + NOT_AFTER
    + r"|^[0-9]{10,12}$",
}
IN_FILE_NAMES = ("an e-mail address", "a telephone number", "an NHS number", "a date of birth")
"""What is looked for in the names of files and sheets too. The other kinds are like what such names do hold: CAD 2025-01."""
ANY_CONTENT = _any(*CONTENTS.values())
_HEADINGS = {kind: re.compile(pattern) for kind, pattern in HEADINGS.items()}
_BARE_HEADINGS = {kind: re.compile(pattern) for kind, pattern in BARE_HEADINGS.items()}
_CONTENTS = {kind: re.compile(pattern) for kind, pattern in CONTENTS.items()}
_ANY = re.compile(ANY_CONTENT)


def kind_of_heading(heading: str, *, bare: bool = False) -> str | None:
    """What a heading announces, such as "names", or None. `bare`: whether 'name' or 'details' alone announce it too."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    words = re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()
    tables = (_HEADINGS, _BARE_HEADINGS) if bare else (_HEADINGS,)
    return next((kind for table in tables for kind, pattern in table.items() if pattern.fullmatch(words)), None)


NAMES = ("a name with its title", "a name")
"""The kinds that a place may look like."""


def kind_of_content(text: str) -> str | None:
    """What a cell holds, such as "an e-mail address", or None."""
    if not _ANY.search(text):
        return None
    return next((kind for kind, pattern in _CONTENTS.items() if _holds(kind, pattern, text)), None)


def _holds(kind: str, pattern: re.Pattern[str], text: str) -> bool:
    if kind not in NAMES:
        return pattern.search(text) is not None
    # "On or near" is how published files name a place, and nobody else writes so.
    if text.startswith("On or near "):
        return False
    return any(not _is_place(text, found) for found in pattern.finditer(text))


def is_place(text: str) -> bool:
    """Whether a text begins with the name of a place or a body."""
    return PLACES.match(text) is not None


def _is_place(text: str, found: re.Match[str]) -> bool:
    return (
        text[max(found.start() - 3, 0) : found.start() + 1].endswith(("St ", "St. "))
        or PLACES.match(text, found.start()) is not None
    )
