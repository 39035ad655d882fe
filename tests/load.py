"""make load: twenty readers at once, over real websockets without a browser. It prints and judges nothing.

Each reader is a session of its own, as the browser's: it opens Explore, then changes the crime types by the presets, with the
pauses of somebody who reads. Measured are the seconds until the server has sent all of a page, and the server's CPU a run.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import PROJECT, Server

READERS = int(os.environ.get("LOAD_READERS", "20"))
CHANGES = int(os.environ.get("LOAD_CHANGES", "6"))
PAUSE = (3.0, 9.0)
"""Seconds between two choices of one reader."""
BARS = {"overview": "", "explore": " (bar: 3 s)"}
PRESETS = ("All crime", "Serious violence")
PATIENCE = 120


class Reader:
    """One session: what its browser would send, and how long the answer took."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.buttons: dict[str, str] = {}

    async def opens(self, page: str, query: str = "") -> float:
        """Seconds until a page is there."""
        sent = BackMsg()
        sent.rerun_script.page_name, sent.rerun_script.query_string = page, query
        return await self._asked(sent)

    async def presses(self, button: str, page: str) -> float:
        """Seconds until what a button asks for is there."""
        sent = BackMsg()
        sent.rerun_script.page_name = page
        widget = sent.rerun_script.widget_states.widgets.add()
        widget.id, widget.trigger_value = self.buttons[button], True
        return await self._asked(sent)

    async def _asked(self, sent: BackMsg) -> float:
        began = time.perf_counter()
        await self.socket.send(sent.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(), PATIENCE))
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.new_element.WhichOneof("type") == "button":
                self.buttons[message.delta.new_element.button.label] = message.delta.new_element.button.id
            if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return time.perf_counter() - began


def measure(data: Path) -> None:
    """Print the measures of a server of its own over a loaded data folder."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(data, Path(folder) / "log.txt")
        try:
            server.wait()
            asyncio.run(_all(server))
        finally:
            server.stop()


async def _all(server: Server) -> None:
    address = server.address
    for page in BARS:  # the first reader of all fills the caches
        await _opening(address, page, 1)
    print(f"{READERS} readers, seconds (medians, 95th percentiles) and the server's CPU a run:")
    for page in BARS:
        used, times = await _with_cpu(server, _opening(address, page, READERS))
        print(f"  opening {page:9} at once  {_said(times, used)}{BARS[page]}")
    used, times = await _with_cpu(server, _choosing(address))
    print(f"  choosing on explore        {_said(times, used)} (bar: 120 ms a run)")


def _said(times: Sequence[float], used: float) -> str:
    p95 = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    return (
        f"median {statistics.median(times):.2f}, 95% {p95:.2f}, longest {max(times):.2f}; "
        f"{1000 * used / len(times):.0f} ms CPU a run, {len(times)} runs"
    )


async def _with_cpu(server: Server, work: Any) -> tuple[float, list[float]]:
    before = cpu(server.process.pid)
    times = await work
    return cpu(server.process.pid) - before, times


def cpu(process: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _opening(address: str, page: str, readers: int) -> list[float]:
    async def one() -> float:
        async with stream(address) as socket:
            return await Reader(socket).opens(page)

    return list(await asyncio.gather(*(one() for _ in range(readers))))


async def _choosing(address: str) -> list[float]:
    order = random.Random(1)  # the same pauses each time

    async def one(pauses: list[float]) -> list[float]:
        async with stream(address) as socket:
            reader, found = Reader(socket), []
            await asyncio.sleep(pauses[0])
            await reader.opens("explore")
            for change, pause in enumerate(pauses):
                await asyncio.sleep(pause)
                found.append(await reader.presses(PRESETS[change % 2], "explore"))
            return found

    every = [[order.uniform(*PAUSE) for _ in range(CHANGES)] for _ in range(READERS)]
    return [each for one_of in await asyncio.gather(*map(one, every)) for each in one_of]


def stream(address: str) -> Any:
    """A session's websocket on a server."""
    address = address.replace("http", "ws", 1) + "/_stcore/stream"
    return websockets.connect(address, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE, ping_timeout=PATIENCE)


def main() -> None:
    """Measure over the data folder that is named, else over a demonstration made for it."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        if len(sys.argv) == 1:
            subprocess.run([sys.executable, "-m", "etl", "--data", folder, "demo"], cwd=PROJECT, check=True, capture_output=True)
        measure(data)


if __name__ == "__main__":
    main()
