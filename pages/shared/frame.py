"""What stands round every page: marking, made-up data, freshness, the empty state, the attribution."""

import html
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from analysis.declared import reference_tables
from analysis.declared.settings import Settings
from analysis.exports.contents import MADE_UP
from analysis.figures.figure import OPEN_GOVERNMENT_LICENCE, ORDNANCE_SURVEY
from analysis.release import database
from analysis.words import phrases
from analysis.words.in_plain_words import InPlainWords
from pages.shared import ask, damage, earlier, source_list, statement
from pages.shared.figure_frame import dark_page, plain

HERE = Path(__file__).resolve().parent
PRODUCT = "Serious Violence Dashboard"
SOURCE_NAMES = {"police_street": "Police recorded crime", "returns": "returns"}
LONDON = ZoneInfo("Europe/London")


def begin(title: str, settings: Settings) -> None:
    """Before a page is drawn: its name for the browser, its style; no statement stands on it yet."""
    tab(title, settings.partnership)
    style(settings)
    statement.begin()


def tab(*said: str) -> None:
    """What the browser calls this page: what it shows, then its name, then the product."""
    st.set_page_config(page_title=" · ".join((*said, PRODUCT)))


def style(settings: Settings) -> None:
    """The names that the menu shows, and paper: there the marking stands on top and at the foot of each page.

    The other sheets come with the page (address.py).
    """
    names = f':root {{ --product: "{PRODUCT}"; --partnership: "{_quoted(settings.partnership)}"; }}'
    marking = _quoted(settings.marking)
    margins = (
        f'@page {{ font: 10pt sans-serif; @top-left {{ content: "{marking}"; }} @bottom-left {{ content: "{marking}"; }}'
        ' @bottom-right { content: "Page " counter(page) " of " counter(pages); } }'
    )
    sheets = ("print.css", "print_dark.css") if dark_page() else ("print.css",)
    paper = "".join((HERE / sheet).read_text(encoding="utf-8") for sheet in sheets)
    st.html(f"<style>{names}{paper}{margins}</style>")


def _quoted(text: str) -> str:
    """A name as it may stand between the quotation marks of a style sheet."""
    return "".join(character for character in text if character not in '"\\\n<>{}')


def strip(settings: Settings, release: database.Release | None) -> None:
    """One line: the marking, whether the figures are made up, how fresh they are, and behind a click the release they are of."""
    with st.container(horizontal=True, key="strip", vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(settings.marking)}**", width="content")
        if release is None:
            st.markdown("No data loaded", width="content")
            return
        if release.demonstration:
            with st.container(key="demonstration", width="content"):
                what, said = MADE_UP.split(": ")
                wide = f'<span class="not_on_phone">{what}: </span>'
                st.html(f'<p><b>{wide}<span class="made_up">{said}</span></b></p>', width="content")
                st.html(f'<style>@page {{ @top-right {{ content: "{MADE_UP}"; }} }}</style>')
        last = _last_months()
        with st.container(key="freshness", width="content"):
            first, *others = [f"{name} to {phrases.short_month(last[source])}" for source, name in known(last)] or [""]
            more = "".join(f'<span class="not_on_phone"> · {html.escape(one)}</span>' for one in others)
            st.html(f"<p>{html.escape(first)}{more}</p>")
        label = f"release {release.id[:4]}{earlier.words()}"
        behind = st.popover(label, key="release_open", type="tertiary", width="content", on_change="rerun")
        if behind.open:
            with behind:
                _behind(release, last)


def known(last: Mapping[str, date]) -> list[tuple[str, str]]:
    """The sources named in the strip, and what they are called there: those of which anything is loaded."""
    return [(source, name) for source, name in SOURCE_NAMES.items() if source in last]


def _last_months() -> dict[str, date]:
    """Source → the last month that is loaded of it."""
    rows = ask.cached("freshness")
    return {source: month.date() for source, month in zip(rows["source"], rows["last_month"], strict=True)}


def _behind(release: database.Release, last: Mapping[str, date]) -> None:
    """What the figures rest on, in full."""
    built = phrases.day_and_month(release.built_at.date())
    st.markdown(
        plain(
            f"Release {release.id}, built on {built}. Every figure on these pages comes from it. "
            "The same files always give the same release."
        )
    )
    lines: list[str] = []
    for source, name in known(last):
        loaded = release.loaded.get(source)
        when = f", loaded {phrases.day_and_month(local_day(loaded))}" if loaded else ""
        lines.append(f"- {plain(f'{name[0].upper()}{name[1:]} to {phrases.month(last[source])}{when}')}")
    st.markdown("\n".join(lines))
    if release.demonstration:
        st.markdown(
            "Every figure on these pages is invented to show how the dashboard works. Load the police's own files to replace it: "
            "the Data page says where to get them."
        )


def local_day(moment: str) -> date:
    """The day in the United Kingdom of a moment written in ISO 8601."""
    read = datetime.fromisoformat(moment)
    return (read.astimezone(LONDON) if read.tzinfo else read).date()


def unplaced(settings: Settings) -> None:
    """Says on pages of indicators why police figures are missing, where no lookup places the records that are loaded."""
    if len(ask.cached("months")) and not len(ask.cached("wards")):
        with st.container(key="unplaced"):
            st.markdown(
                f"**Which police records lie in {plain(settings.area_name)} is not known yet.** Police files are loaded, and no "
                "lookup says which small areas make up the wards. Until one is loaded, figures of police recorded crime are "
                "missing here, since every one would read zero. The Data page says where to get it."
            )


def empty(settings: Settings, load_page: "st.Page", data_page: "st.Page") -> None:
    """Before anything is loaded: what the dashboard will show, what it needs, and where to get it."""
    st.markdown(f"# No data has been loaded for {plain(settings.area_name)} yet")
    st.markdown(
        "Once police files are loaded, these pages show recorded crime by ward and month, the hotspots of the night-time "
        "economy, the indicators of the four pillars, and how the funded projects deliver."
    )
    if st.button("Load files", type="primary", key="empty_load"):
        st.switch_page(load_page)
    source_list.first_files(())
    st.markdown("Files can be loaded in a terminal too, in the folder of this program:")
    st.code("python -m etl load FILE…", language=None)
    if settings.area_code == reference_tables.demonstration_area()[0]:
        st.markdown("To look round with made-up figures first:")
        st.code("python -m etl demo", language=None)
        st.markdown("Then open this page again: the figures are there, nothing needs to be restarted.")
    st.page_link(data_page, label="Where to get each file: the Data page")


def lacks_crime_files(settings: Settings) -> bool:
    """Whether a page on recorded crime lacks the files it rests on; if so, says which and where to get them."""
    if not len(ask.cached("months")):
        st.markdown("# No police recorded crime is loaded yet")
        st.markdown(
            "This page shows recorded crime month by month. It needs the street-level crime files of your police force, "
            "from the police's open data site, data.police.uk."
        )
    elif not len(ask.cached("wards")):
        st.markdown(f"# Which records lie in {plain(settings.area_name)} is not known yet")
        st.markdown(
            "Police files are loaded, but no lookup says which small areas make up the wards. Load “LSOA (2021) to "
            "Electoral Ward, best fit lookup” from the Open Geography Portal of the Office for National Statistics. Until "
            "then no count is shown, since every count would read zero."
        )
    else:
        return False
    st.code("python -m etl load FILE…", language=None)
    st.markdown("The Data page says where to get each file and what to choose there.")
    return True


def not_opened(reason: str, page: str) -> None:
    """The release that the address asks for cannot be shown: why, and the way to the newest."""
    st.markdown(f"{'#' * statement.level_below()} That release cannot be shown")
    st.markdown(plain(reason))
    st.html(f'<a href="{html.escape(earlier.back(page))}" target="_self">To the newest release</a>')


def unreadable(problem: InPlainWords, page: str) -> None:
    """The release cannot be read: what happened and what to do, without a trace of code. page: its name in the address."""
    if isinstance(problem, database.OlderRelease) and earlier.words():
        not_opened(str(problem), page)
        return
    st.markdown(f"{'#' * statement.level_below()} The figures cannot be read just now")
    st.markdown(plain(str(problem)))
    damage.build_again()


def foot(settings: Settings) -> None:
    """The attribution that the open licences ask for, and the marking again."""
    with st.container(key="foot"):
        st.caption(plain(f"{settings.marking} · {settings.partnership}. {OPEN_GOVERNMENT_LICENCE} {ORDNANCE_SURVEY}"))
