"""A webhook receiver for tests: keeps what came, answers what it is told to."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.sandbox import wait_until


@dataclass(frozen=True)
class Got:
    """One request: its JSON body and headers."""

    body: dict[str, Any]
    headers: Mapping[str, str]


@dataclass
class Receiver:
    """Answers `confirmation` to the handshake; to events the next of `answers` (status, body, headers), else ok."""

    confirmation: str = "right"
    answers: deque[tuple[int, bytes, dict[str, str]]] = field(default_factory=deque)
    got: list[Got] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    """Cleared: answers wait until it is set."""
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self.hold.set()
        self._now = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    @property
    def events(self) -> list[Got]:
        """Everything but handshakes."""
        return [one for one in list(self.got) if one.body.get("type") != "confirmation"]

    def wait(self, count: int, *, seconds: float = 10.0) -> list[Got]:
        """Wait for this many events."""
        wait_until(lambda: len(self.events) >= count, seconds=seconds, what=f"{count} events")
        return self.events

    def _answer(self, body: dict[str, Any]) -> tuple[int, bytes, dict[str, str]]:
        if body.get("type") == "confirmation":
            return 200, self.confirmation.encode(), {}
        return self.answers.popleft() if self.answers else (200, b"ok", {})

    def take(self, body: dict[str, Any], headers: Mapping[str, str]) -> tuple[int, bytes, dict[str, str]]:
        """Keep one request, wait while held, answer."""
        with self._lock:
            self.got.append(Got(body, headers))
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            answer = self._answer(body)
        self.hold.wait(10)
        with self._lock:
            self._now -= 1
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, text, headers = receiver.take(body, {k.lower(): v for k, v in self.headers.items()})
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Quiet."""

        return Handler

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
