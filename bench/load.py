"""A bounded load of HTTP POSTs to a server on this machine, over kept-alive sockets.

A general client would spend more of the two cores than the server under test; this one writes bytes.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from urllib.parse import urlsplit


@dataclass
class Outcome:
    """What the server said to the load: seconds in all, one latency (seconds) for each 200."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def rate(self) -> float:
        """Answered requests a second."""
        return len(self.latencies) / self.seconds


def post_for(
    url: str, body: Callable[[int], bytes], *, seconds: float, connections: int, first: int = 0
) -> Outcome:
    """POST `body(n)` with growing n for so many seconds over so many connections; stops by itself."""
    parts = urlsplit(url)
    if parts.hostname not in {"127.0.0.1", "localhost"}:
        raise ValueError("a load goes to this machine only")
    numbers, outcome = count(first), Outcome()
    began = time.perf_counter()
    run = partial(
        _one_connection,
        port=parts.port or 80,
        path=parts.path,
        host=parts.netloc,
        body=body,
        numbers=numbers,
        until=began + seconds,
    )
    with ThreadPoolExecutor(connections) as pool:
        for mine in [pool.submit(run) for _ in range(connections)]:
            outcome.latencies += mine.result().latencies
            outcome.refused += mine.result().refused
    outcome.seconds = time.perf_counter() - began
    return outcome


def _one_connection(
    *, port: int, path: str, host: str, body: Callable[[int], bytes], numbers: count[int], until: float
) -> Outcome:
    outcome = Outcome()
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: "
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until:
            content = body(next(numbers))
            sock.sendall(f"{head}{len(content)}\r\n\r\n".encode() + content)
            if _status(sock) == 200:
                outcome.latencies.append(time.perf_counter() - began)
            else:
                outcome.refused += 1
    return outcome


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
