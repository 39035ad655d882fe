"""Maps and charts that stand still on a page: every place where it belongs, and no text from a file as markup."""

import re
from base64 import b64decode

from analysis.figures import maps, still_charts, still_maps
from analysis.figures.charts import share_curve

HOSTILE = "<img src=x onerror=alert(1)>"


def drawn(html: str) -> str:
    """The SVG in the image of a page."""
    return b64decode(re.search(r"base64,([^\"]*)", html)[1]).decode()


def area(west: float, words: str = "") -> dict:
    ring = [[west, 50.37], [west + 0.001, 50.37], [west + 0.001, 50.371], [west, 50.37]]
    return {"geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"fill": [1, 2, 3, 255], "words": words}}


def test_the_curve_by_hand() -> None:
    """10% of the places hold half: at 40% of the width, since 25% is drawn; 100% stands at the top."""
    chart = share_curve.share_curve([(0, 0), (10, 50), (25, 100)], [(10, 50, HOSTILE)], "% of cells", "% of records")
    light, dark = (still_charts.curve(chart, HOSTILE, dark) for dark in (False, True))
    assert "0.000,100.000 40.000,50.000 100.000,0.000" in drawn(light)
    assert '<i style="left:40.00%;top:50.00%' in light
    assert "&lt;img src=x" in light and "<img src=x" not in light
    assert "% of cells" in light and "% of records" in light
    assert "#12436D" in drawn(light) and "#12436D" not in drawn(dark)


def test_the_map_by_hand() -> None:
    """Its middle stands in the middle; a degree of longitude is as long as the view says; what lies elsewhere is not drawn."""
    outline = {"features": [area(-4.14), area(-3.0)]}
    layers = [maps.lines(outline, "wards", "#6F777B", 1), maps.numbers([(-4.14, 50.37, "7")], "ten_places")]
    layers.append(maps.cells([area(-4.15)], "cells"))
    found = still_maps.image(maps.deck(layers, (-4.16, 50.36, -4.12, 50.38)), HOSTILE)
    picture = drawn(found)
    assert '<text x="175.0" y="175.0"' in picture and ">7</text>" in picture
    assert picture.count("<path") == 2 and picture.count('stroke="#6F777B"') == 1 and 'fill="#010203" stroke-linejoin' in picture
    assert 'd="M175.0,175.0 183.8,175.0' in picture, "0.04 degrees are 350 pixels"
    assert "<img src=x" not in found and "&lt;img src=x" in found
