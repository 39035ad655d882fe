"""Personal data are never kept, never repeated and never left behind."""

import json
import os
import tempfile
import time
import zipfile

import pytest

from analysis.declared.sources import sources
from etl.__main__ import main
from etl.acts import loading
from etl.archive.archive import Archive
from etl.personal import kind_of_content, kind_of_heading
from tests.etl import anytown
from tests.extracts import workbooks
from tests.extracts.make import SAMPLES

SECRET = ["Jo Bloggs", "Al Smith", "01/02/1990", "CR/000001/25"]


def everything_written(folder):
    """The bytes of every file below a folder."""
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


def with_secrets(path, kind):
    text = SAMPLES["partner_extract.csv"].read_text()
    if kind == "csv":
        return anytown.write(path / "force.csv", text)
    rows = [line.split(",") for line in text.splitlines()]
    return anytown.write(path / "force.xlsx", workbooks.xlsx({"List": rows}))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_dropped_is_nowhere(data, tmp_path, capsys, monkeypatch, kind):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    path = with_secrets(tmp_path, kind)
    assert main(["--data", str(data), "screen", "--json", str(path)]) == 0
    said = capsys.readouterr()
    assert main(["--data", str(data), "load", str(path)]) == 0
    said_too = capsys.readouterr()
    words = said.out + said.err + said_too.out + said_too.err
    written = everything_written(data) + everything_written(temporary)
    for secret in SECRET:
        assert secret not in words
        assert secret.encode() not in written
    (receipt,) = Archive(data).receipts()
    assert receipt.sha256_handed_in not in (None, receipt.sha256)
    assert Archive(data).original(receipt).read_text().splitlines()[0].replace('"', "").split(",")[0] == "Offence Code"
    assert anytown.rows(data, "SELECT count(*) FROM partner_offences") == [(3,)]


def test_nothing_personal_is_written_while_screening(data, tmp_path, monkeypatch):
    """Every file that screening opens for writing is looked at while it is there, not only afterwards."""
    seen = []
    unlink, replace = os.unlink, os.replace

    def watched(name):
        def wrapper(path, *rest, **more):
            try:
                with open(path, "rb") as stream:
                    seen.append(stream.read())
            except (OSError, TypeError):
                pass
            return {"unlink": unlink, "replace": replace}[name](path, *rest, **more)

        return wrapper

    monkeypatch.setattr(os, "unlink", watched("unlink"))
    monkeypatch.setattr(os, "replace", watched("replace"))
    anytown.load(data, with_secrets(tmp_path, "csv"))
    assert seen and not any(secret.encode() in content for content in seen for secret in SECRET)


def test_a_cell_of_a_restricted_source_is_not_quoted(data, tmp_path, capsys):
    lines = ["offence_code,recorded_on,ward_code", "8N,05/03/2025,E05990001", "Bloggs,Jo Bloggs,Fore Street"]
    assert main(["--data", str(data), "screen", "--json", str(anytown.write(tmp_path / "x.csv", "\n".join(lines) + "\n"))]) == 1
    out = capsys.readouterr().out
    assert "Bloggs" not in out and "Fore Street" not in out
    (report,) = json.loads(out)
    assert {(p["check"], p["line"], p["value"]) for p in report["problems"] if p["result"] == "fail"} == {
        ("cell_pattern", 3, None),
        ("cell_date", 3, None),
    }


@pytest.mark.parametrize(
    "name", ["returns_with_names", "street_with_telephones", "street_with_dates_of_birth", "returns_note_with_address"]
)
def test_a_confirmation_does_not_let_personal_data_in(data, name):
    from tests.extracts.make import REJECTED

    before = anytown.fingerprint(data)
    assert main(["--data", str(data), "load", "--yes", str(REJECTED / f"{name}.csv")]) == 1
    assert anytown.fingerprint(data) == before


def test_a_heading_outside_the_declaration_is_not_kept_of_what_is_restricted(data, tmp_path):
    text = SAMPLES["spend.csv"].read_text().splitlines()
    lines = [f"{line},{'mood' if i == 0 else 'cheerful'}" for i, line in enumerate(text)]
    done = anytown.load(data, anytown.write(tmp_path / "spend.csv", "\n".join(lines) + "\n"))
    assert anytown.verdicts(done) == ["accepted"]
    assert b"cheerful" not in everything_written(data)


HEADINGS = (
    "Forename,Surname,Victim Name,VictimDOB,D.O.B.,Date of Birth,Post Code,Home Address,Address Line 1,Tel No,Mobile,E-mail"
)
HEADINGS += ",Crime Ref,crime_reference,Crime Number,Offender ID,URN,NHS Number,Nominal,Suspect surname,Street name,Log No"
CELLS = ["jo@example.invalid", "07700 900123", "+44 (0)7700 900123", "01752 668000", "PL1 2AA", "pl12aa", "Mrs O'Hara called"]
CELLS += ["12 Fore Street", "CR/012345/24", "50240123456", "AB 12 34 56 C", "call 01752-668-000 now"]
CELLS += [
    "NHS 943 476 5919 charged",
    "943-476-5919",
    "patient no. 9434765919",
    "DOB 01/02/1990",
    "born 1 Feb 1990",
    "d.o.b: 1990-02-01",
]
HARMLESS = [
    "E01015023",
    "2025-01-01",
    "31/12/2025 23:30",
    "247800",
    "8N",
    "N1 1st quarter",
    "On or near Fore Street",
    "£1,200.50",
]
HARMLESS += [
    "P3 2nd quarter",
    "12 workshops in the Barbican",
    "0",
    "1e6",
    "a" * 64,
    "Under investigation",
    "ONS, year ending 2022",
    "born of the 2024 plan, from 01/02/2025",
    "hospital 2025",
    "E92000001 943 476",
]


LETTERS = [
    "a",
    "a ",
    "A",
    "Aa ",
    "1",
    "1 ",
    "a.",
    "a@",
    "@a.",
    "Mr ",
    "John ",
    "John A",
    "12 Aa ",
    "dob ",
    "victim: Ab ",
    "x-",
    "PL1 ",
]


@pytest.mark.parametrize("letters", [*LETTERS, "0", "+44 ", "CR", "CAD ", "'", "A.", "On or near John Smith "])
def test_a_long_cell_takes_time_in_proportion_to_its_length(letters):
    text = (letters * 160_000)[:160_000]
    start = time.process_time()
    kind_of_content(text)
    assert time.process_time() - start < 2


PLACES = [
    "On or near John Smith Close",
    "James Street Vaults",
    "St James Park",
    "Stephen Lawrence Inquiry",
    "John Lewis Partnership",
]
PLACES += ["On or near Dr Anderson Avenue", "Dr Torrens Way", "Mary Tavy", "Victim Support Plymouth", "Witness Care Unit"]
PEOPLE = ["Sarah Connor attended", "victim: Jo Bloggs", "Suspect named Ab Bloggs", "Martin Smith, aged 30", "IP is Jo Bloggs"]


@pytest.mark.parametrize("cell", PLACES)
def test_names_of_places_and_bodies_are_no_people(cell):
    assert kind_of_content(cell) is None


@pytest.mark.parametrize("cell", PEOPLE)
def test_names_in_free_text_are_known(cell):
    assert kind_of_content(cell)


@pytest.mark.parametrize(
    "name", ["Jo Bloggs 07700900123.csv", "{}.zip!jo@example.invalid/x.csv", "born 1 Feb 1990.xlsx", "x.xlsx!943 476 5919"]
)
def test_a_name_that_holds_personal_data_is_neither_kept_nor_repeated(data, tmp_path, capsys, name):
    """Receipts keep the names of files, members and sheets, and the history shows them."""
    text = SAMPLES["spend.csv"].read_text()
    own, _, inner = name.format("x").partition("!")
    path = tmp_path / own
    if own.endswith("zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(inner, text)
    elif own.endswith("xlsx"):
        anytown.write(path, workbooks.xlsx({inner or "spend": [line.split(",") for line in text.splitlines()]}))
    else:
        anytown.write(path, text)
    before = anytown.fingerprint(data)
    assert main(["--data", str(data), "load", "--yes", "--json", str(path)]) == 1
    said = capsys.readouterr()
    assert anytown.fingerprint(data) == before
    assert [p["check"] for p in json.loads(said.out)["files"][0]["problems"]] == ["name_personal"]
    for secret in ("07700900123", "jo@example.invalid", "1 Feb 1990", "943 476 5919"):
        assert secret not in said.out + said.err


@pytest.mark.parametrize(
    "name", ["street_01022025_1200.csv", "CAD 2025-01.csv", "DC Extract January 2025.csv", "202501010930.csv"]
)
def test_ordinary_names_of_files_are_left_alone(data, tmp_path, name):
    (report,) = loading.screen(data, loading.Handed([anytown.write(tmp_path / name, SAMPLES["spend.csv"].read_text())]))
    assert report.verdict == "accepted" and report.file == name


@pytest.mark.parametrize("heading", HEADINGS.split(","))
def test_headings_that_announce_personal_data_are_known(heading):
    assert kind_of_heading(heading)


@pytest.mark.parametrize("cell", CELLS)
def test_cells_that_hold_personal_data_are_known(cell):
    assert kind_of_content(cell)


@pytest.mark.parametrize("cell", HARMLESS)
def test_harmless_cells_are_left_alone(cell):
    assert kind_of_content(cell) is None


def test_no_source_needs_a_heading_that_announces_a_person():
    """Crime ID is a pseudonym that is published; no other declared heading may look like a person's."""
    declared = {c.heading for source in sources().values() for c in source.columns}
    assert {heading for heading in declared if kind_of_heading(heading)} == {"Crime ID"}
