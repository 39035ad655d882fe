"""The board pack as LibreOffice lays it out on paper: marking on every page, every figure, no more pages than it takes."""

import re
import shutil
import subprocess

import pytest

from analysis.exports import contents, pack
from tests.exports import making

pytestmark = pytest.mark.endurance

MOST_PAGES = {"slides": 60, "document": 60, "workbook": 120, "ods": 120}
ENDINGS = {"slides": "pptx", "document": "docx", "workbook": "xlsx", "ods": "ods"}


def test_libreoffice_shows_the_whole_pack_on_paper(demo_data, tmp_path):
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-impress libreoffice-writer libreoffice-calc")
    figures = making.figures_by_name()
    made = pack.make(figures, pack.ready_order("board", figures, formats=tuple(ENDINGS)))
    shown = [figures.make(wanted) for wanted in made.order.wanted]
    for kind, ending in ENDINGS.items():
        pages = on_paper(office, made.files[f"board.{ending}"], ending, tmp_path)
        assert len(pages) <= MOST_PAGES[kind] and all("OFFICIAL" in page and "made up" in page for page in pages), kind
        for figure in shown:
            title = figure.title if kind in ("workbook", "ods") else contents.led(figure).title
            # A title may be broken over lines that stand beside others; its first words are not.
            assert any(_plain(title)[:20] in page for page in pages), (kind, title)


def on_paper(office, content, ending, folder):
    """The words of each page of a file, as LibreOffice prints it."""
    (folder / f"board.{ending}").write_bytes(content)
    home = f"-env:UserInstallation=file://{folder}/office"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / f"board.{ending}"]
    subprocess.run(command, check=True, capture_output=True)
    read = subprocess.run(["pdftotext", "-layout", folder / "board.pdf", "-"], check=True, capture_output=True, text=True)
    return [_plain(page) for page in read.stdout.split("\f")[:-1]]


def _plain(text):
    return re.sub(r"\s+", " ", text)
