"""Makes the demonstration extracts: invented counts at real places, written in the exact formats of the real sources.

They go through the same door as real files. The same seed gives the same bytes. Real quirks are in them on purpose: rows
without a location, without an ID or far away, repeated IDs, LSOA codes of two vintages, a month without a file, months that
cannot be compared, a later version of a month, a list with a column that may not be kept, negative counts, a partnership that
changed its name, a return that never came and one that was revised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.access import Actor
from analysis.declared import reference_tables
from etl.acts import loading
from etl.demonstration.activity import write_activity
from etl.demonstration.areas import write_areas
from etl.demonstration.crimes import record_crimes, word_places, write_outcomes, write_revision, write_street
from etl.demonstration.home_office import write_harm_weights, write_home_office, write_partnerships
from etl.demonstration.hospital import write_hospital
from etl.demonstration.offences import record_offences, write_partner_extract
from etl.demonstration.people import write_people_tables
from etl.demonstration.places import draw_map, read_facts

SEED = 20240530
"""The day on which the conditions of the first grant were confirmed; any number would do."""
REVISED = "A later version of a month, as a force sends one."


def write(folder: Path, seed: int = SEED) -> list[Path]:
    """Write all demonstration files into `folder` and return them, the revised month last: it corrects what is loaded."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = read_facts(reference_tables.reference_folder() / "demonstration")
    chance = np.random.default_rng(seed)
    places = draw_map(facts, chance)
    crimes = record_crimes(facts, places, chance)
    wordings = word_places(places)
    files = [*write_areas(folder, facts, places)]
    files += [write_street(folder, facts, wordings, crimes), write_outcomes(folder, facts, wordings, crimes)]
    revision = write_revision(folder, facts, wordings, crimes, chance)
    # Numbers of their own: what is added to the street files changes nothing here.
    chance = np.random.default_rng([seed, facts.settings["partner_extract"]["draw"]])
    offences = record_offences(facts, places, crimes, chance)
    files += [write_partner_extract(folder, facts, places, offences), write_home_office(folder, facts, offences, chance)]
    files += [*write_partnerships(folder, facts), write_harm_weights(folder, facts), write_activity(folder, facts)]
    files += write_hospital(folder, facts)
    return [*files, *write_people_tables(folder, facts), revision]


def load(data: Path, files: Sequence[Path], actor: Actor, progress: loading.Progress = lambda name: None) -> loading.Loaded:
    """Load what `write` wrote into an empty data folder, in two acts, as an analyst would: all files, then the revised month."""
    first = loading.load(data, loading.Handed(files[:-1], demonstration=True, progress=progress), actor, confirmed=True)
    then = loading.load(
        data, loading.Handed(files[-1:], demonstration=True, progress=progress), actor, confirmed=True, note=REVISED
    )
    return replace(then, reports=(*first.reports, *then.reports))
