"""One installation as `run` sees it: where it lies, where it answers, whether it has the demo."""

from __future__ import annotations

import errno
import fcntl
import http.client
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from nasvyazi.toolbox.home import private_folder
from nasvyazi.toolbox.refusal import Refusal, gettext_noop

LOOPBACK = "127.0.0.1"
PRACTICE_PORT_STEP = 1000
LAST_PORT = 65535
_EVERYWHERE = {"0.0.0.0": LOOPBACK, "::": "::1", "": LOOPBACK}  # noqa: S104 - to recognise it, not to bind to it


@dataclass(frozen=True)
class Installation:
    """`practice_port` is None where there are no practice networks."""

    home: Path
    host: str
    port: int
    practice_port: int | None

    @property
    def url(self) -> str:
        """Where a person on this machine opens the desk."""
        host = _EVERYWHERE.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def practice_url(self) -> str | None:
        return f"http://{LOOPBACK}:{self.practice_port}" if self.practice_port else None

    def environment(self) -> dict[str, str]:
        """What the children need to know beside what the administrator has set."""
        known = {"NASVYAZI_HOME": str(self.home), "HOST": self.host, "PORT": str(self.port)}
        if self.practice_url:
            known |= {"NASVYAZI_SANDBOX_URL": self.practice_url, "SANDBOX_PORT": str(self.practice_port)}
        return known

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else runs this home inside the block. Raises Refusal where somebody does."""
        with (private_folder(self.home / "run") / "supervisor").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Refusal(
                    gettext_noop(
                        "{home} is already running (process {pid}): stop it or set another NASVYAZI_HOME."
                    ),
                    home=self.home,
                    pid=lock.read().strip() or "?",
                ) from None
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            yield


def ensure_free(host: str, port: int) -> None:
    """Raises Refusal, in words, where a server could not take the port."""
    try:
        _bind(host, port).close()
    except OSError as error:
        raise Refusal(_why_not(error), host=host, port=port, error=error.strerror or error) from None


def choose_practice_port(port: int) -> int:
    """The usual port of the practice networks beside the product's, or the next one that is free.

    Not one that the system hands out (port 0): those serve outgoing connections, and the very question
    whether such a port answers could take it before the server does. Raises Refusal.
    """
    usual = port + PRACTICE_PORT_STEP
    for candidate in chain(range(usual, min(usual + 100, LAST_PORT)), range(10000, 10100)):
        with suppress(OSError), _bind(LOOPBACK, candidate):
            return candidate
    raise Refusal(
        gettext_noop("No port is free for the practice networks: choose one, for example SANDBOX_PORT=9000.")
    )


def answers(url: str) -> bool:
    """Whether the server behind `url` says by GET /healthz that it is ready to serve."""
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=3)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def _why_not(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return gettext_noop(
            "Port {port} is taken by another program: choose another one, for example PORT=8001."
        )
    if error.errno == errno.EACCES:
        return gettext_noop("Port {port} is for root only: choose one above 1023, for example PORT=8000.")
    return gettext_noop("The server cannot listen on {host}, port {port}: {error}. Check HOST and PORT.")
