"""Tells the browser where the server is, and lets its Back button undo one step at a time.

Opened at /explore, Streamlit's front end asks /explore/_stcore/health before it tries /_stcore/health. The failed requests stand
as errors in the browser's console and cost a round trip each. Told the server's own address, it asks there at once. What
each of the other scripts is for, it says itself. The style sheets come with the page too: sent by each run of a page they were a
quarter of all it sends.
"""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.shared.find import FindList

HERE = Path(__file__).resolve().parent
SCRIPTS = ("address.js", "language.js", "tables.js", "copy_link.js", "my_ward.js", "menu.js", "find.js", "theme.js")
SCRIPT = b"<script>" + b"".join((HERE / name).read_bytes() for name in SCRIPTS) + b"</script></head>"
SHEETS = ("frame.css", "cards.css", "projects.css")
STYLE = b"<body><style>" + b"".join((HERE / name).read_bytes() for name in SHEETS) + b"</style>"
"""Of two equal rules the later counts: these stand after Streamlit's own, which stand in the head, and before those for paper."""


class OwnAddress:
    """Middleware that adds these scripts and styles to the one HTML page that Streamlit serves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        # The page is 7 kB: it is asked for uncompressed, so that both can be written into it.
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None
        body = b""

        async def send_with_script(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    page = body.replace(b"</head>", SCRIPT, 1).replace(b"<body>", STYLE, 1)
                    await _send_page(send, start, page)
            else:
                await send(message)

        await self.app(scope, receive, send_with_script)


def _wants_page(scope: Scope) -> bool:
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and dict(start["headers"]).get(b"content-type", b"").startswith(b"text/html")


async def _send_page(send: Send, start: Message, body: bytes) -> None:
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in (b"content-length", b"etag")]
    await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})


SERVED = [Middleware(FindList), Middleware(OwnAddress)]
"""What stands between a browser and Streamlit, outermost first."""
