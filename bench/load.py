"""A bounded load of HTTP POSTs to a server on this machine, over kept-alive sockets.

A general client would spend more of the two cores than the server under test; this one writes bytes.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Post:
    """One request: the path on the server, the JSON of its body, headers beside the usual ones."""

    path: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What the server said to the load: seconds in all, one latency (seconds) for each 200.

    `began`: by its number, when (time.perf_counter) each request was sent that was answered so.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    began: dict[int, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answered requests a second."""
        return len(self.latencies) / self.seconds


def post_for(
    base: str,
    make: Callable[[int], Post],
    *,
    seconds: float,
    connections: int,
    first: int = 0,
    rate: float | None = None,
) -> Outcome:
    """POST `make(n)` with growing n for so many seconds over so many connections; stops by itself.

    `rate`: so many a second, whether or not the ones before were answered (as long as connections are free); None =
    as fast as the answers come.
    """
    parts = urlsplit(base)
    if parts.hostname not in {"127.0.0.1", "localhost"}:
        raise ValueError("a load goes to this machine only")
    numbers, outcome = count(first), Outcome()
    began = time.perf_counter()
    due = (lambda number: began + (number - first) / rate) if rate else None
    run = partial(
        _one_connection,
        port=parts.port or 80,
        host=parts.netloc,
        make=make,
        numbers=numbers,
        until=began + seconds,
        due=due,
    )
    with ThreadPoolExecutor(connections) as pool:
        for mine in [pool.submit(run) for _ in range(connections)]:
            outcome.latencies += mine.result().latencies
            outcome.refused += mine.result().refused
            outcome.began |= mine.result().began
    outcome.seconds = time.perf_counter() - began
    return outcome


def _one_connection(
    *,
    port: int,
    host: str,
    make: Callable[[int], Post],
    numbers: count[int],
    until: float,
    due: Callable[[int], float] | None,
) -> Outcome:
    outcome = Outcome()
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            number = next(numbers)
            if due is not None:
                time.sleep(max(0.0, min(due(number), until) - time.perf_counter()))
            if (began := time.perf_counter()) >= until:
                return outcome
            sock.sendall(_request(host, make(number)))
            if _status(sock) == 200:
                outcome.latencies.append(time.perf_counter() - began)
                outcome.began[number] = began
            else:
                outcome.refused += 1


def _request(host: str, post: Post) -> bytes:
    headers = {"Host": host, "Content-Type": "application/json", **post.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {post.path} HTTP/1.1\r\n{head}Content-Length: {len(post.body)}\r\n\r\n".encode() + post.body


def _status(sock: socket.socket) -> int:
    """Read one whole answer; its status."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _receive(sock)
    head, _, rest = answer.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(rest) < length:
        rest += _receive(sock)
    return int(head.split(b" ", 2)[1])


def _receive(sock: socket.socket) -> bytes:
    chunk = sock.recv(65536)
    if not chunk:
        raise ConnectionError("the server closed the connection")
    return chunk
