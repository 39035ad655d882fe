"""A source's declaration that cannot be used is named with its file, line and key."""

import shutil

import pytest

from analysis.declared import sources as declarations
from analysis.declared.settings import ConfigurationError


@pytest.fixture
def spoilt(tmp_path, monkeypatch):
    """`spoilt(id, old, new)`: the line of the new text in that source's declaration, of which the old one is taken out."""

    def spoil(name, old, new):
        shutil.copy(declarations.SOURCES / f"{name}.toml", tmp_path)
        monkeypatch.setattr(declarations, "SOURCES", tmp_path)
        declarations._sources.cache_clear()
        text = (tmp_path / f"{name}.toml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / f"{name}.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    yield spoil
    declarations._sources.cache_clear()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('type = "integer"', 'type = "whole"', "columns.type is 'whole', which is not known here"),
        ('name = "visits"', 'name = 7', "columns.name is 7; it must be a text between quotation marks"),
        ("minimum = 0", 'minimum = "none"', "columns.minimum is 'none'; it must be a whole number or a number"),
        ('disclosure = "restricted"', 'disclosure = "secret"', "disclosure is 'secret', which is not known here"),
        ('title = "', 'titel = "', "the key titel is not known. Take it out, or correct its spelling."),
        ('name = "visits"', 'naem = "visits"', "the key columns.naem is not known"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_file_line_and_key(spoilt, old, new, said):
    line = spoilt("activity", old, new)
    with pytest.raises(ConfigurationError) as told:
        declarations.sources()
    assert str(told.value).startswith(f"data/sources/activity.toml, line {line}: {said}")


def test_what_is_lacking_is_named(spoilt):
    spoilt("activity", 'grain = "', 'meaning_of = "')
    with pytest.raises(ConfigurationError, match=r"activity\.toml, line \d+: "):
        declarations.sources()


@pytest.mark.parametrize(("old", "said"), [('rows_count = "things"\n', "`rows_count`"), ('counts = "people"\n', "people_helped")])
def test_a_source_that_is_not_open_says_what_it_counts(spoilt, old, said):
    spoilt("activity", old, "")
    with pytest.raises(ConfigurationError, match=f"{said} must say what it counts: people or things"):
        declarations.sources()


def test_a_run_without_its_numbers_is_named(spoilt):
    spoilt("mid_year_estimates", "first = 0\n", "")
    with pytest.raises(ConfigurationError, match=r"mid_year_estimates\.toml, line \d+: "):
        declarations.sources()
