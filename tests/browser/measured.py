"""What the frame is held to: where the first figure begins, where the answer ends, one width, and text that can be read."""

from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Visit

LAPTOP = (1280, 720)
OTHER_SIZES = ((1366, 768), (1920, 1080), (820, 1180))  # with desk, laptop and phone: what people have
BEGINS, ENDS = 400, 880  # pixels from the top of the window
# A chart, a map, a table or, on Overview, a card. Load asks for files and Export writes them: they show no figure.
FIGURE = (
    ", ".join(f'[data-testid="{each}"]' for each in ("stPlotlyChart", "stDeckGlJsonChart", "stDataFrame", "stTable"))
    + ', .written, .portfolio table, [class*="st-key-lead_"], [class*="st-key-card_N"]'
)
WITHOUT_FIGURE = ("load", "export")
LISTS = ("projects",)  # many screens of a phone: there the statement alone stands before the filters
READ_THROUGH = ("definitions",)  # a text of many screens: no one figure answers
BOXES = """selector => [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect())
    .filter(box => box.width > 1 && box.height > 1).map(box => [box.top, box.bottom]).sort((one, other) => one[0] - other[0])"""
EDGES = """() => ["h1", ".st-key-strip"].flatMap(name => {
    const box = document.querySelector(name).getBoundingClientRect();
    return [Math.round(box.left), Math.round(box.top)];
})"""
# Text that its box, or one around it, hides a part of. Charts and grids draw their own text.
CUT_OFF = """() => [...document.querySelectorAll("[data-testid=stMain] *, [data-testid=stHeader] *")].filter(each => {
    if (![...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) return false;
    const text = document.createRange();
    text.selectNodeContents(each);
    const {left, right, width} = text.getBoundingClientRect();
    if (width < 2 || each.closest("svg, canvas, [data-testid=stDataFrame], [data-testid=stDeckGlJsonChart], style")) return false;
    for (let box = each; box && box.dataset.testid !== "stMain"; box = box.parentElement) {
        const style = getComputedStyle(box), edge = box.getBoundingClientRect();
        if (edge.width < 2 || style.position === "absolute" && style.clip !== "auto") return false;
        if (["auto", "scroll"].includes(style.overflowX)) return false;
        if (["hidden", "clip"].includes(style.overflowX) && (right > edge.right + 2 || left < edge.left - 2)) return true;
    }
    return false;
}).map(each => each.textContent.trim().slice(0, 60))"""
# Text that lies on other text, as far as either is seen: each line by its box, a few pixels in.
OVERLAPPING = """() => {
    const shown = (node, text) => {
        let {left, right, top, bottom} = text;
        for (let box = node.parentElement; box && box.dataset.testid !== "stMain"; box = box.parentElement) {
            const style = getComputedStyle(box), edge = box.getBoundingClientRect();
            if (style.visibility === "hidden" || style.opacity === "0" || style.clipPath.startsWith("inset(50%")) return null;
            if (style.overflowX === "visible" && style.overflowY === "visible") continue;
            [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
            [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
        }
        return right - left > 4 && bottom - top > 8 ? {left: left + 2, right: right - 2, top: top + 4, bottom: bottom - 4} : null;
    };
    const words = document.createTreeWalker(document.querySelector("[data-testid=stMain]"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (words.nextNode()) {
        const node = words.currentNode;
        if (!node.textContent.trim() || !node.parentElement.checkVisibility()
            || node.parentElement.closest("svg, canvas, .unseen, [data-testid=stDataFrame]")
            || node.parentElement.closest("[data-testid=stDeckGlJsonChart]")) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const text of range.getClientRects()) {
            const box = shown(node, text);
            if (box) found.push({...box, node});
        }
    }
    found.sort((one, other) => one.top - other.top);
    const met = [];
    found.forEach((one, at) => {
        for (const other of found.slice(at + 1)) {
            if (other.top >= one.bottom) break;
            if (other.node === one.node || other.left >= one.right || other.right <= one.left) continue;
            met.push([one, other].map(each => each.node.textContent.trim().slice(0, 40)).join(" / "));
        }
    });
    return met;
}"""
SCROLLS_SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
    .filter(box => box.scrollWidth > box.clientWidth).length"""
# What takes a finger: buttons, also those within a chosen value. Streamlit's own grid and map have theirs.
SMALL = """() => [...document.querySelectorAll("[data-testid=stMain] button")].map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width > 0 && Math.min(box.width, box.height) < 23.5
        && !each.closest("[data-testid=stDataFrame], [data-testid=stDeckGlJsonChart]"))
    .map(([each, box]) => `${each.getAttribute("aria-label") || each.innerText}: ${box.width} by ${box.height}`)"""
EDGES_OF_ALL: dict[tuple[int, int], list[int]] = {}
"""Where the strip and the statement begin at each size, on the page that was looked at first."""


def assert_thin(visit: Visit, name: str) -> None:
    """The frame of the page that stands in the window is thin, the same as that of other pages, and cuts nothing off."""
    page = visit.page
    for size in (DESK, LAPTOP):
        resize(visit, size)
        assert page.evaluate(EDGES) == EDGES_OF_ALL.setdefault(size, page.evaluate(EDGES)), "one width and padding"
        if name not in WITHOUT_FIGURE:
            begins, ends = page.evaluate(BOXES, FIGURE)[0]
            assert begins < BEGINS, f"the first figure begins at {begins:.0f} at {size}"
            assert ends < ENDS or name in READ_THROUGH, f"the figure that answers ends at {ends:.0f} at {size}"
        assert page.evaluate(SMALL) == []
        assert_all_text_can_be_read(page)
    for size in OTHER_SIZES:
        resize(visit, size)
        assert_all_text_can_be_read(page)
    resize(visit, PHONE)
    assert_all_text_can_be_read(page)
    assert page.evaluate(SMALL) == []
    filters = page.locator(".st-key-filters_line")
    if filters.count() and name not in LISTS:
        answer, *_ = page.evaluate(BOXES, FIGURE + ', [class*="st-key-tile_"]')
        folded = filters.bounding_box()
        assert folded and answer[1] <= folded["y"] + 1, "the answer stands before the filters"


def assert_all_text_can_be_read(page: Page) -> None:
    """No text is cut off, lies on other text or beyond the edge of the window."""
    assert page.evaluate(SCROLLS_SIDEWAYS) == 0, page.viewport_size
    assert page.evaluate(CUT_OFF) == [], page.viewport_size
    assert page.evaluate(OVERLAPPING) == [], page.viewport_size


def resize(visit: Visit, size: tuple[int, int]) -> None:
    """Give the window another size, and wait until the page stands in it."""
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.settled()
