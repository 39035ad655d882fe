"""Serves the dashboard as a user would and drives it in headless Chromium; whatever goes wrong in the browser fails the test."""

import contextlib
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect, sync_playwright

from analysis.figures import maps
from analysis.release import database
from analysis.release.database import Release
from tests.conftest import PROJECT

CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No other host is found. A route that refused them would switch off the browser's store of what it has read and compiled.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)
PATIENCE = 60  # seconds, on a busy machine; nothing waits longer than it must
ANOTHER_HOST = re.compile(r"^(?:https?|wss?)://(?!(?:localhost|127\.0\.0\.1)(?::|/|$))")
NOT_FORESEEN = "Something went wrong that this program does not know"
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
DESK, PHONE = (1440, 900), (390, 844)
# Whatever a reader may look at or click has kept its place for a tenth of a second, and the window has been drawn meanwhile.
STANDS_STILL = """() => {
    const boxes = [...document.querySelectorAll("h1, h2, h3, p, a, button, input, label, table, canvas, svg.main-svg")]
        .map(each => each.getBoundingClientRect())
        .map(box => [box.x, box.y, box.width, box.height].map(Math.round).join());
    const now = {at: performance.now(), boxes: boxes.join(" ")};
    if (window.lookedAt?.boxes !== now.boxes) window.lookedAt = now;
    return now.at - window.lookedAt.at >= 100;
}"""
TRACES = PROJECT / "test-results"
# A trace of a test that failed holds every step. What the page held at each, which takes a sixth of a test's time, is asked for:
# TRACE=all make test
SNAPSHOTS = os.environ.get("TRACE") == "all"

expect.set_options(timeout=PATIENCE * 1000)


class Server:
    """The dashboard on a free port over one data folder."""

    def __init__(self, data: Path, log: Path) -> None:
        self.data, self.log = data, log
        self.address = f"http://localhost:{free_port()}"
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", self.address.rpartition(":")[2]]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=PROJECT,
                env={**os.environ, "VIOLENCE_DATA": str(data)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Return once the server answers; its log is in the message where it does not."""
        wait_for_health(self.address, lambda: self.process.poll() is None, self.log)

    def stop(self) -> None:
        """End the server and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def release(self) -> Release:
        """The release in force in its data folder."""
        current = database.release(self.data)
        assert current is not None
        return current


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_health(address: str, alive: Callable[[], bool], log: Path) -> None:
    """Return once the server at an address says that it is well."""
    until = time.monotonic() + PATIENCE
    while alive() and time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"No server at {address}. It said:\n{log.read_text()}")


class Visit:
    """One reader's browser window, and all that went wrong in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        self.context = context
        self.page = self._watched(context.new_page())

    def _watched(self, page: Page) -> Page:
        page.on("console", lambda said: self._fault(said.type == "error", f"console error: {said.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", lambda request: self._fault(ANOTHER_HOST.match(request.url), f"asked: {request.url}"))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url} ({request.failure})"))
        page.on("response", lambda answer: self._fault(answer.status >= 400, f"{answer.status}: {answer.url}"))
        page.on("websocket", lambda socket: self._fault(ANOTHER_HOST.match(socket.url), f"websocket: {socket.url}"))
        return page

    def _fault(self, met: object, words: str) -> None:
        if met:
            self.faults.append(words)

    def open(self, server: Server, address: str) -> Page:
        """Open an address of the dashboard and wait until its page is drawn."""
        self.page.goto(server.address + address)
        self.drawn()
        return self.page

    def drawn(self) -> None:
        """Return when the script has ended and the page, its charts included, stands; faults are noted."""
        page = self.page
        expect(page.locator(READY)).to_be_attached()
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator('[data-testid="stSkeleton"]')).to_have_count(0)
        expect(page.locator('[data-testid="stPlotlyChart"]:not(:has(.main-svg))')).to_have_count(0)
        expect(page.locator('[data-testid="stDataFrame"]:not(:has(canvas))')).to_have_count(0)
        self.faults += [f"exception: {text}" for text in page.locator('[data-testid="stException"]').all_inner_texts()]
        self.faults += [f"not foreseen: {text}" for text in page.get_by_text(NOT_FORESEEN).all_inner_texts()]
        self.settled()

    def settled(self) -> None:
        """Return when nothing moves any more: a click on what gives way is lost."""
        self.page.wait_for_function(STANDS_STILL, polling=50)

    def heading(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page's statement holds `text` (or fits it) and the script has ended; charts may still be drawn."""
        # While a page gives way to the next one, the statements of both may stand for a moment.
        expect(self.page.locator("h1").filter(has_text=text)).to_have_count(1)
        expect(self.page.locator(READY)).to_be_attached()
        expect(self.page.locator("h1")).to_contain_text(text)
        self.settled()

    def choose(self, filter: str, option: str) -> None:
        """Choose an option of a filter with the keyboard: open it, type, Enter, close it."""
        self.settled()
        box = self.page.get_by_role("combobox", name=filter, exact=True)
        box.click()
        box.fill(option)
        expect(self.page.get_by_role("option").first).to_contain_text(option)
        box.press("Enter")
        box.press("Escape")

    def press(self, button: str) -> None:
        """Click the button with this name."""
        self.settled()
        self.page.get_by_role("button", name=button, exact=True).first.click()

    def click_map(
        self, point: Sequence[float], bounds: tuple[float, float, float, float], up: int = maps.NARROWEST, says: str = ""
    ) -> None:
        """Click the map that shows `bounds` (west, south, east, north) at a longitude and latitude, until the address changes.

        up: the pixels in which it shows them from south to north. says: what comes up there once the map is drawn at its size.
        """
        view = maps.deck([], bounds, up=up).initial_view_state
        chart = self.page.locator('[data-testid="stDeckGlJsonChart"]').first
        canvas = chart.locator("canvas").first
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        pixels = 512 * 2**view.zoom / (2 * math.pi)  # a radian of longitude, in Web Mercator
        x = box["x"] + box["width"] / 2 + pixels * math.radians(point[0] - view.longitude)
        y = box["y"] + box["height"] / 2 - pixels * (_mercator(point[1]) - _mercator(view.latitude))
        before = self.page.url
        for near in range(100):  # the map names what lies under the mouse when it has drawn
            self.page.mouse.move(x + near % 2, y)
            self.page.wait_for_timeout(100)
            named = chart.locator(".deck-tooltip")
            if named.is_visible() and says in named.inner_text():
                break
        # Where no graphics card draws, deck.gl may take so long over pressing the button that it holds a click for a long press,
        # and nothing happens. A click that it takes for one sets the script to work at once.
        for _ in range(100):
            self.page.mouse.click(x, y)
            self.page.wait_for_timeout(500)
            if self.page.url == before and self.page.locator(READY).count():
                continue
            with contextlib.suppress(TimeoutError):
                self.page.wait_for_url(lambda address: address != before, timeout=PATIENCE * 1000)
                return
        pytest.fail(f"The map did not answer a click at {point}.")


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium without a window, shared by all browser tests."""
    program = shutil.which("chromium")
    assert program, "The browser tests need Chromium: see tests/apt.txt."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Server]]:
    """Starts servers: `serve(data_folder)`. All are stopped at the end; none may have logged a traceback."""
    started: list[Server] = []

    def start(data: Path) -> Server:
        server = Server(data, tmp_path_factory.mktemp("server") / "log.txt")
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()
    logs = [server.log.read_text() for server in started]
    assert not [log for log in logs if "Traceback" in log]


@pytest.fixture(scope="package")
def demo_server(serve: Callable[[Path], Server], demo_data: Path) -> Server:
    """The dashboard over the demonstration."""
    server = serve(demo_data)
    server.wait()
    return server


@pytest.fixture(scope="package")
def empty_server(serve: Callable[[Path], Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The dashboard over an empty folder."""
    server = serve(tmp_path_factory.mktemp("empty"))
    server.wait()
    return server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let fixtures know whether their test failed."""
    report = yield
    if report.failed:  # pyright: ignore[reportOptionalMemberAccess]
        item.failed = True  # pyright: ignore[reportAttributeAccessIssue]
    return report


class Contexts:
    """Browser contexts, lent to one test after another: what a context has read of the program is not compiled anew."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.free: dict[tuple[tuple[int, int], str], list[BrowserContext]] = {}

    def lend(self, size: tuple[int, int], colour_scheme: str) -> BrowserContext:
        """A context without pages, cookies, storage and permissions, which traces what happens in it."""
        free = self.free.setdefault((size, colour_scheme), [])
        context = free.pop() if free else self._new(size, colour_scheme)
        context.tracing.start_chunk()
        return context

    def _new(self, size: tuple[int, int], colour_scheme: str) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=colour_scheme,  # pyright: ignore[reportArgumentType]
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.tracing.start(snapshots=SNAPSHOTS)
        return context

    def take_back(self, context: BrowserContext, size: tuple[int, int], colour_scheme: str) -> None:
        """Make a context ready for the next test."""
        context.tracing.stop_chunk()
        for page in context.pages:
            page.evaluate("localStorage.clear()")
            page.close()
        context.clear_cookies()
        context.clear_permissions()
        self.free[size, colour_scheme].append(context)


def keep(visit: Visit, name: Path) -> None:
    """Keep what a reader did and saw in a test that failed, and the window as it was."""
    picture, trace = name.with_suffix(".png"), name.with_suffix(".zip")
    visit.page.screenshot(path=picture)
    visit.context.tracing.stop_chunk(path=trace)
    print(f"The window as it was, at {visit.page.url}: {picture}")
    print(f"Every step: {sys.executable} -m playwright show-trace {trace}")


@pytest.fixture(scope="package")
def contexts(chromium: Browser) -> Contexts:
    """The contexts of all browser tests."""
    return Contexts(chromium)


@pytest.fixture
def visitor(contexts: Contexts, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens windows, each a session of its own: `visitor(size, colour_scheme="dark")`. Their faults fail the test."""
    visits: list[tuple[Visit, tuple[int, int], str]] = []

    def come(size: tuple[int, int] = DESK, colour_scheme: str = "light") -> Visit:
        visits.append((Visit(contexts.lend(size, colour_scheme)), size, colour_scheme))
        return visits[-1][0]

    yield come
    failed = getattr(request.node, "failed", False)
    faults: list[str] = []
    for number, (visit, size, colour_scheme) in enumerate(visits):
        if not failed:
            try:
                visit.drawn()
            except (AssertionError, TimeoutError) as error:
                faults.append(f"never stood still: {error}")
        faults += visit.faults
        if failed or faults:
            keep(visit, TRACES / f"{re.sub('[^a-z0-9_]+', '_', request.node.name.lower())}_{number}")
            visit.context.close()
        else:
            contexts.take_back(visit.context, size, colour_scheme)
    assert not faults


@pytest.fixture
def visit(visitor: Callable[..., Visit]) -> Visit:
    """One reader at a desk."""
    return visitor()
